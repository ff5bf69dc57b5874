//! A small window from which the files named as arguments can be dragged. Prints `ready`.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
fn main() {
    use gtk::gdk::{DragAction, ModifierType};
    use gtk::prelude::*;

    gtk::init().expect("a display");
    let addresses: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|file| {
            gtk::glib::filename_to_uri(file, None)
                .expect("an absolute path")
                .to_string()
        })
        .collect();
    let window = gtk::Window::new(gtk::WindowType::Popup);
    let handle = gtk::EventBox::new();
    handle.set_size_request(60, 60);
    handle.drag_source_set(ModifierType::BUTTON1_MASK, &[], DragAction::COPY);
    handle.drag_source_add_uri_targets();
    handle.connect_drag_data_get(move |_, _, data, _, _| {
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        data.set_uris(&addresses);
    });
    window.add(&handle);
    window.move_(0, 0);
    window.show_all();
    println!("ready");
    gtk::main();
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("files are dragged by GTK, on Linux only");
}
