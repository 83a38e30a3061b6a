//! The process that publishes: told from every other one, on this machine and elsewhere.

use serde::{Deserialize, Serialize};

/// A process that publishes, or did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// The name of the machine, for people.
    pub host: String,
    /// Tells this start of this machine (and the container on it) from all others; empty where the system does not say.
    pub machine: String,
    /// The number of the process.
    pub process: u32,
    /// When the process was started, as its machine counts.
    pub started: u64,
}

impl Holder {
    /// This process.
    pub fn this() -> Self {
        let process = std::process::id();
        let read = |path: &str| std::fs::read_to_string(path).map(|it| it.trim().to_owned()).unwrap_or_default();
        let boot = read("/proc/sys/kernel/random/boot_id");
        let namespace = std::fs::read_link("/proc/self/ns/pid").map(|it| it.display().to_string()).unwrap_or_default();
        let machine =
            if boot.is_empty() || namespace.is_empty() { String::new() } else { format!("{boot} {namespace}") };
        Self {
            host: read("/proc/sys/kernel/hostname"),
            machine,
            process,
            started: started(process).unwrap_or_default(),
        }
    }

    /// Whether it is known that the process has ended: only on the machine where it ran.
    pub fn has_ended(&self) -> bool {
        let here = Self::this();
        let is_here = !self.machine.is_empty() && self.machine == here.machine;
        is_here && started(self.process) != Some(self.started)
    }
}

/// When a process was started; `None` for one that does not run.
fn started(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold spaces and brackets. State and start are the 3rd and 22nd fields (proc_pid_stat(5)).
    let mut fields = text[text.rfind(')')? + 1..].split_ascii_whitespace();
    let is_ended = fields.next().is_none_or(|state| ["Z", "X", "x"].contains(&state));
    if is_ended { None } else { fields.nth(18)?.parse().ok() }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_to_have_ended_on_its_own_machine_alone() {
        let mut child = std::process::Command::new("sleep").arg("60").spawn().expect("started");
        let process = child.id();
        let holder = Holder { process, started: started(process).expect("it runs"), ..Holder::this() };
        assert!(!holder.has_ended() && !Holder::this().has_ended());
        // Another process has got the number since.
        assert!(Holder { started: holder.started + 1, ..holder.clone() }.has_ended());
        child.kill().expect("killed");
        assert!(child.wait().is_ok() && holder.has_ended());
        assert!(!Holder { machine: "elsewhere".to_owned(), ..holder.clone() }.has_ended());
        assert!(!Holder { machine: String::new(), ..holder }.has_ended());
    }
}
