//! Networks on rten, in pure Rust.

use std::path::Path;
use std::sync::Arc;

use rten::{Model, ModelOptions, RunOptions, ThreadPool};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensorView, Tensor};

use super::lent::Lent;
use super::{ALPHABET, Division, Loaded};
use crate::offline::ocr::network::{Array, Network, Planes};
use crate::offline::ocr::threads::{self, Rank};

struct RtenNetwork {
    model: Model,
    pools: Lent<Arc<ThreadPool>>,
}

/// Loads a network.
pub(super) fn load(path: &Path, division: Division) -> Result<Loaded, String> {
    let mut options = ModelOptions::with_all_ops();
    // A fifth faster for a few megabytes.
    options.prepack_weights(true);
    let model = options.load_file(path).map_err(|error| error.to_string())?;
    let alphabet = model.metadata().get(ALPHABET).unwrap_or_default();
    Ok(Loaded {
        alphabet: alphabet.to_owned(),
        network: Box::new(RtenNetwork {
            pools: Lent::new((0..division.runs.max(1)).map(|_| pool(division))),
            model,
        }),
    })
}

fn pool(Division { threads, rank, .. }: Division) -> Arc<ThreadPool> {
    let pool = ThreadPool::with_num_threads(threads.max(1));
    if rank != Rank::Usual {
        pool.run(|| rayon::broadcast(|_| threads::take(rank)));
    }
    Arc::new(pool)
}

impl Network for RtenNetwork {
    fn run(&self, input: &Planes) -> Result<Array, String> {
        let shape = input.shape()?;
        let view = NdTensorView::<f32, 4>::from_data(shape, input.numbers.as_slice());
        let output = self.pools.with(|pool| {
            let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
            self.model.run_one(view.into(), Some(options))
        });
        let output = output
            .ok_or("no threads")?
            .map_err(|error| error.to_string())?;
        let output: Tensor<f32> = output.try_into().map_err(|error| format!("{error:?}"))?;
        Ok(Array {
            shape: output.shape().to_vec(),
            numbers: output.into_data(),
        })
    }
}
