//! Holds files or a picture on the clipboard, for the tests of the window: what is copied elsewhere
//! stays with its program until that ends.
#![allow(clippy::unwrap_used)]

#[cfg(target_os = "linux")]
fn main() {
    use std::io::Write;

    let mut arguments = std::env::args_os().skip(1);
    let what = arguments.next().unwrap();
    let files: Vec<std::path::PathBuf> = arguments.map(Into::into).collect();
    gtk::init().unwrap();
    let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
    if what == "picture" {
        let picture = gtk::gdk_pixbuf::Pixbuf::from_file(&files[0]).unwrap();
        clipboard.set_image(&picture);
    } else {
        let uris: Vec<String> = files
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
    println!("ready");
    std::io::stdout().flush().unwrap();
    gtk::main();
}

#[cfg(not(target_os = "linux"))]
fn main() {}
