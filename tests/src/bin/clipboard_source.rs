//! Another program's side of the clipboard, for the tests of the window. Holds `files`, a `picture` or a
//! `text` (what is copied elsewhere stays with its program until that ends), or prints the text that
//! lies there (`read`). Prints `ready`, and `given` when its text was taken.
#![allow(clippy::unwrap_used, clippy::panic)]

#[cfg(target_os = "linux")]
fn main() {
    let mut arguments = std::env::args_os().skip(1);
    let what = arguments.next().unwrap();
    let given: Vec<std::path::PathBuf> = arguments.map(Into::into).collect();
    gtk::init().unwrap();
    let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
    match what.to_str().unwrap() {
        "picture" => {
            let picture = gtk::gdk_pixbuf::Pixbuf::from_file(&given[0]).unwrap();
            clipboard.set_image(&picture);
        }
        "text" => {
            let text = given[0].to_str().unwrap().to_owned();
            let targets = ["UTF8_STRING", "text/plain;charset=utf-8"]
                .map(|kind| gtk::TargetEntry::new(kind, gtk::TargetFlags::empty(), 0));
            let offered = clipboard.set_with_data(&targets, move |_, selection, _| {
                selection.set_text(&text);
                tell("given");
            });
            assert!(offered, "the clipboard was not taken over");
        }
        "files" => {
            let uris: Vec<String> = given
                .iter()
                .map(|file| gtk::glib::filename_to_uri(file, None).unwrap().into())
                .collect();
            let target = gtk::TargetEntry::new("text/uri-list", gtk::TargetFlags::empty(), 0);
            let offered = clipboard.set_with_data(&[target], move |_, selection, _| {
                let uris: Vec<&str> = uris.iter().map(String::as_str).collect();
                selection.set_uris(&uris);
            });
            assert!(offered, "the clipboard was not taken over");
        }
        "read" => {
            let text = clipboard.wait_for_text();
            print!("{}", text.as_deref().unwrap_or_default());
            return;
        }
        what => panic!("{what} cannot be held"),
    }
    // It is ours when the display has answered.
    gtk::gdk::Display::default().unwrap().sync();
    tell("ready");
    gtk::main();
}

#[cfg(target_os = "linux")]
fn tell(what: &str) {
    use std::io::Write;

    println!("{what}");
    std::io::stdout().flush().unwrap();
}

#[cfg(not(target_os = "linux"))]
fn main() {}
