//! A measurement: the pace against a slow server.

use std::time::Duration;

use fapiao_tests::impersonator::{Answer, Impersonator};
use recognition::retry::{self, RetryPolicy, Unrecorded};
use recognition::{Pace, PaceLimits, ProviderId};

use super::{PATIENT, document, encoded, example, noise, provider_at};

/// Not a test of right or wrong on a busy machine: run it alone to see the figures.
#[tokio::test]
#[ignore = "a measurement of 20 seconds"]
async fn two_hundred_documents_at_ten_a_second_and_300_ms_each() {
    let id = ProviderId::Juhe;
    let late = Answer::Late(Duration::from_millis(300), example(id).into_bytes());
    let server = Impersonator::start(id, vec![late]).await;
    let provider = provider_at(id, &server.address, PATIENT);
    let pace = Pace::new(PaceLimits {
        calls_per_second: 10.0,
        concurrency: 8,
    });
    let request = document(encoded(&noise(300, 200), image::ImageFormat::Jpeg));
    let start = std::time::Instant::now();
    let tasks: Vec<_> = (0..200)
        .map(|_| {
            let (provider, request, pace) = (provider.clone(), request.clone(), pace.clone());
            tokio::spawn(async move {
                let policy = RetryPolicy::default();
                retry::call(provider.as_ref(), &request, &policy, &pace, &Unrecorded).await
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    let took = start.elapsed().as_secs_f64();
    let times: Vec<f64> = server
        .calls()
        .iter()
        .map(|call| call.at.duration_since(start).as_secs_f64())
        .collect();
    let most = times
        .iter()
        .map(|from| {
            times
                .iter()
                .filter(|t| (*from..from + 1.0).contains(*t))
                .count()
        })
        .max()
        .unwrap();
    println!("{took:.2} s for 200 calls, at most {most} in any second");
    assert_eq!(times.len(), 200);
    assert!(most <= 10 && took <= 20.0 * 1.1);
}
