//! Proves that each entry of the list of what a pure crate may not do (`clippy.toml` in the folder above) is found by the
//! lints: every statement here breaks one entry, and `expect` fails where nothing is found. Nothing here is ever called.

#![allow(unreachable_code, unused_must_use, clippy::let_unit_value, reason = "nothing here is called")]
#![expect(clippy::disallowed_macros, reason = "for `of_thread`: this lint does not look at attributes of functions")]
#![cfg_attr(not(clippy), allow(unfulfilled_lint_expectations, reason = "only clippy finds them"))]

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

/// Goes through every door, if it were called.
pub fn doors(
    path: &Path,
    address: SocketAddr,
    never: Duration,
    mut document: lopdf::Document,
    rights: std::fs::Permissions,
    mut tera: tera::Tera,
) {
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::args();
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::args_os();
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::current_dir();
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::current_exe();
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::home_dir();
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::set_current_dir("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::temp_dir();
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::var("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::var_os("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::vars();
    #[expect(clippy::disallowed_methods)]
    let _ = std::env::vars_os();
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::DirBuilder::new();
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::File::create("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::File::create_new("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::File::open("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::File::options();
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::OpenOptions::new();
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::canonicalize("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::copy("", "");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::create_dir("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::create_dir_all("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::exists("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::hard_link("", "");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::metadata("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::read("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::read_dir("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::read_link("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::read_to_string("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::remove_dir("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::remove_dir_all("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::remove_file("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::rename("", "");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::set_permissions(path, rights);
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::symlink_metadata("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::fs::write("", "");
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::pipe();
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::stderr();
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::stdin();
    #[expect(clippy::disallowed_methods)]
    let _ = std::io::stdout();
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpListener::bind("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpStream::connect("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::TcpStream::connect_timeout(&address, never);
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::ToSocketAddrs::to_socket_addrs("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::net::UdpSocket::bind("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::fs::chown("", None, None);
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::fs::chroot("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::fs::fchown::<std::fs::File>
        as fn(std::fs::File, Option<u32>, Option<u32>) -> std::io::Result<()>;
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::fs::lchown("", None, None);
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::fs::symlink("", "");
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::net::UnixDatagram::bind("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::net::UnixDatagram::pair();
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::net::UnixDatagram::unbound();
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::net::UnixListener::bind("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::net::UnixStream::connect("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::os::unix::net::UnixStream::pair();
    #[expect(clippy::disallowed_methods)]
    let _ = std::panic::set_hook(Box::new(|_| ()));
    #[expect(clippy::disallowed_methods)]
    let _ = std::panic::take_hook();
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::canonicalize(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::exists(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::is_dir(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::is_file(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::is_symlink(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::metadata(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::read_dir(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::read_link(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::symlink_metadata(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::Path::try_exists(path);
    #[expect(clippy::disallowed_methods)]
    let _ = std::path::absolute("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::Command::new("");
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::abort as fn() -> !;
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::exit as fn(i32) -> !;
    #[expect(clippy::disallowed_methods)]
    let _ = std::process::id();
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::available_parallelism();
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::park();
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::park_timeout(never);
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::sleep(never);
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::spawn(|| ());
    #[expect(clippy::disallowed_methods)]
    let _ = std::thread::Builder::spawn(std::thread::Builder::new(), || ());
    #[expect(clippy::disallowed_methods)]
    let _ = std::time::Instant::elapsed as fn(&std::time::Instant) -> std::time::Duration;
    #[expect(clippy::disallowed_methods)]
    let _ = std::time::Instant::now();
    #[expect(clippy::disallowed_methods)]
    let _ = std::time::SystemTime::elapsed
        as fn(&std::time::SystemTime) -> Result<std::time::Duration, std::time::SystemTimeError>;
    #[expect(clippy::disallowed_methods)]
    let _ = std::time::SystemTime::now();
    #[expect(clippy::disallowed_methods)]
    let _ = image::open("");
    #[expect(clippy::disallowed_methods)]
    let _ = image::ImageReader::open("");
    #[expect(clippy::disallowed_methods)]
    let _ = imagesize::size("");
    #[expect(clippy::disallowed_methods)]
    let _ = jiff::Timestamp::now();
    #[expect(clippy::disallowed_methods)]
    let _ = jiff::ZonedDateTime::now();
    #[expect(clippy::disallowed_methods)]
    let _ = jiff::tz::TimeZone::system();
    #[expect(clippy::disallowed_methods)]
    let _ = jiff::tz::TimeZone::try_system();
    #[expect(clippy::disallowed_methods)]
    let _ = lopdf::Document::load("");
    #[expect(clippy::disallowed_methods)]
    let _ = lopdf::Document::save(&mut document, "");
    #[expect(clippy::disallowed_methods)]
    let _ = quick_xml::Reader::from_file("");
    #[expect(clippy::disallowed_methods)]
    let _ = tera::Tera::add_template_file(&mut tera, "", None);
    #[expect(clippy::disallowed_methods)]
    let _ = tera::Tera::add_template_files(&mut tera, [("", None::<&str>)]);
}

/// Keeps state for the whole program, in every way.
pub fn state() {
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::Barrier> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::Condvar> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::Mutex<()>> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::Once> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::OnceLock<()>> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::RwLock<()>> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::mpsc::Sender<()>> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicBool> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicI8> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicI16> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicI32> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicI64> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicIsize> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicPtr<()>> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicU8> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicU16> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicU32> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicU64> = None;
    #[expect(clippy::disallowed_types)]
    let _: Option<std::sync::atomic::AtomicUsize> = None;
}

/// Keeps state for one thread.
pub fn of_thread() {
    std::thread_local! {
        static LOCAL: u8 = const { 0 };
    }
    LOCAL.with(|_| ());
}

#[cfg(test)]
mod tests {
    const LIST: &str = include_str!("../../clippy.toml");
    const DOORS: &str = include_str!("lib.rs");

    #[test]
    fn every_entry_of_the_list_is_proved() {
        let paths: Vec<&str> =
            LIST.lines().filter_map(|it| it.trim().strip_prefix("{ path = \"")?.split('"').next()).collect();
        assert!(paths.len() > 100, "{paths:?}");
        let doors = DOORS.split_whitespace().collect::<Vec<_>>().join(" ");
        let is_unused = |path: &&&str| {
            !["(", "<", ":", " as ", "!", "> = None"].iter().any(|end| doors.contains(&format!("{path}{end}")))
        };
        let unproved: Vec<&&str> = paths.iter().filter(is_unused).collect();
        assert!(unproved.is_empty(), "write a statement for these into `crates/pure/doors`: {unproved:?}");
    }
}
