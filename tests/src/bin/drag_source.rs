//! A small window from which the files named as arguments can be dragged. Prints how that goes, a word
//! a line: `ready`, `begun`, `accepted` when what lies under the mouse would take them, `taken`, or
//! `refused`.
// What fails in a test stops it at once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[cfg(target_os = "linux")]
fn main() {
    use gtk::gdk::{DragAction, ModifierType};
    use gtk::glib::Propagation;
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
    let accepted = std::rc::Rc::new(std::cell::Cell::new(false));
    handle.connect_drag_begin(move |_, context| {
        tell("begun");
        let accepted = std::rc::Rc::clone(&accepted);
        context.connect_action_changed(move |_, action| {
            if !action.is_empty() && !accepted.replace(true) {
                tell("accepted");
            }
        });
    });
    handle.connect_drag_failed(|_, _, _| {
        tell("refused");
        Propagation::Stop
    });
    handle.connect_drag_end(|_, _| tell("taken"));
    window.add(&handle);
    window.move_(0, 0);
    window.connect_map_event(|window, _| {
        // It lies there when the display has answered.
        window.display().sync();
        tell("ready");
        Propagation::Proceed
    });
    window.show_all();
    gtk::main();
}

#[cfg(target_os = "linux")]
fn tell(what: &str) {
    use std::io::Write;

    println!("{what}");
    std::io::stdout().flush().expect("somebody listens");
}

#[cfg(not(target_os = "linux"))]
fn main() {
    eprintln!("files are dragged by GTK, on Linux only");
}
