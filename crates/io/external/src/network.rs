//! Which addresses are of one's own network, and not of the world's.

use std::net::{IpAddr, Ipv4Addr, ToSocketAddrs};

use url::{Host, Url};

use dateline_check::Answer;

/// Whether an address names this machine or a private network by itself, as in `http://192.168.1.5/`: no reader elsewhere
/// can follow it.
pub(super) fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_private_ip(ip.into()),
        Some(Host::Ipv6(ip)) => is_private_ip(ip.into()),
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || [".localhost", ".local", ".internal"].iter().any(|it| name.ends_with(it))
        }
        None => false,
    }
}

/// Looks a host up. The answer when there is none, or when it stands in a private network seen from here.
pub(super) fn look_up(url: &Url, private: bool) -> Result<(), Answer> {
    let host = url.host_str().unwrap_or_default();
    let name = host.trim_start_matches('[').trim_end_matches(']');
    let found = (name, url.port_or_known_default().unwrap_or(443)).to_socket_addrs();
    let ips: Vec<IpAddr> = match found {
        Ok(found) => found.map(|it| it.ip()).collect(),
        // A resolver that is out of reach says nothing about the host.
        Err(error) if error.to_string().to_lowercase().contains("temporary failure") => {
            return Err(Answer::Failing("its name cannot be looked up just now".to_owned()));
        }
        Err(_) => Vec::new(),
    };
    match ips.as_slice() {
        [] => Err(Answer::Broken(format!("there is no host `{host}`"))),
        ips if !private && ips.iter().any(|it| is_private_ip(*it)) => Err(Answer::Unasked),
        _ => Ok(()),
    }
}

fn is_private_ip(ip: IpAddr) -> bool {
    let is_private_v4 = |ip: Ipv4Addr| {
        let is_carriers = ip.octets()[0] == 100 && (64..128).contains(&ip.octets()[1]);
        ip.is_loopback()
            || ip.is_private()
            || ip.is_link_local()
            || ip.is_unspecified()
            || ip.is_broadcast()
            || is_carriers
    };
    match ip {
        IpAddr::V4(ip) => is_private_v4(ip),
        IpAddr::V6(ip) => {
            let is_own = ip.is_loopback() || ip.is_unspecified() || ip.is_unique_local();
            is_own || ip.is_unicast_link_local() || ip.to_ipv4_mapped().is_some_and(is_private_v4)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_networks_are_told_from_the_world() {
        let private = |text: &str| is_private(&Url::parse(text).expect("an address"));
        for own in [
            "http://localhost:4010/",
            "http://127.0.0.1/",
            "http://127.1/",
            "http://0x7f000001/",
            "http://10.0.0.8/",
            "http://192.168.1.5/x",
            "http://169.254.169.254/latest/meta-data/",
            "http://100.64.0.1/",
            "http://[::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://printer.local/",
        ] {
            assert!(private(own), "{own}");
        }
        for other in ["https://example.org/", "http://8.8.8.8/", "http://[2606:4700::1111]/", "http://100.128.0.1/"] {
            assert!(!private(other), "{other}");
        }
    }
}
