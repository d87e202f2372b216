//! Decides which addresses may be called: the public internet, and what the configuration adds. The decision is about
//! the address that is connected to, whatever name it was resolved from.

use crate::language::Message;
use crate::message;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses: `10.1.0.0/16`, `fd00::/8`, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    base: IpAddr,
    prefix: u8,
}

impl Network {
    /// Parses `address/length`, or one address.
    ///
    /// # Errors
    /// A message for another form, a length beyond the address, or bits set beyond the length.
    pub fn parse(text: &str) -> Result<Network, Message> {
        let bad = || message!("config-network", network = text.chars().take(60).collect::<String>());
        let (address, length) = text.split_once('/').map_or((text, None), |(address, length)| (address, Some(length)));
        let base: IpAddr = address.parse().map_err(|_| bad())?;
        let bits = if base.is_ipv4() { 32 } else { 128 };
        let prefix = length.map_or(Ok(bits), |length| length.parse().map_err(|_| bad()))?;
        let network = Network { base, prefix };
        if prefix > bits || number(base) & !network.mask() != 0 { Err(bad()) } else { Ok(network) }
    }

    /// Whether the address lies in the network.
    pub fn holds(&self, address: IpAddr) -> bool {
        self.base.is_ipv4() == address.is_ipv4() && number(address) & self.mask() == number(self.base)
    }

    /// How many bits of its addresses are the same.
    pub const fn length(&self) -> u8 {
        self.prefix
    }

    /// Whether its addresses are those of IPv4.
    pub const fn is_ipv4(&self) -> bool {
        self.base.is_ipv4()
    }

    /// The mask over 128 bits; an IPv4 address is in the upper 32 bits.
    fn mask(&self) -> u128 {
        u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.base, self.prefix)
    }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)) << 96,
        IpAddr::V6(address) => u128::from(address),
    }
}

/// IPv4 addresses that are not public, from the IANA registry of special-purpose addresses.
const SPECIAL_V4: [(Ipv4Addr, u8); 16] = [
    (Ipv4Addr::new(0, 0, 0, 0), 8),        // this network
    (Ipv4Addr::new(10, 0, 0, 0), 8),       // private
    (Ipv4Addr::new(100, 64, 0, 0), 10),    // shared by the customers of a carrier
    (Ipv4Addr::new(127, 0, 0, 0), 8),      // loopback
    (Ipv4Addr::new(169, 254, 0, 0), 16),   // link-local, with the metadata services of clouds
    (Ipv4Addr::new(172, 16, 0, 0), 12),    // private
    (Ipv4Addr::new(192, 0, 0, 0), 24),     // protocol assignments
    (Ipv4Addr::new(192, 0, 2, 0), 24),     // documentation
    (Ipv4Addr::new(192, 88, 99, 0), 24),   // 6to4 relays, retired
    (Ipv4Addr::new(192, 168, 0, 0), 16),   // private
    (Ipv4Addr::new(198, 18, 0, 0), 15),    // benchmarks
    (Ipv4Addr::new(198, 51, 100, 0), 24),  // documentation
    (Ipv4Addr::new(203, 0, 113, 0), 24),   // documentation
    (Ipv4Addr::new(224, 0, 0, 0), 4),      // multicast
    (Ipv4Addr::new(240, 0, 0, 0), 4),      // reserved, and broadcast
    (Ipv4Addr::new(168, 63, 129, 16), 32), // services of a cloud behind a public address
];

/// IPv6 global unicast addresses that are not public, from the same registry.
const SPECIAL_V6: [(Ipv6Addr, u8); 4] = [
    (Ipv6Addr::new(0x2001, 0, 0, 0, 0, 0, 0, 0), 23), // protocol assignments, Teredo
    (Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 0), 32), // documentation
    (Ipv6Addr::new(0x2002, 0, 0, 0, 0, 0, 0, 0), 16), // 6to4: contains an IPv4 address, retired
    (Ipv6Addr::new(0x3fff, 0, 0, 0, 0, 0, 0, 0), 20), // documentation
];

/// The IPv6 addresses that are assigned for use on the internet.
const GLOBAL_V6: (Ipv6Addr, u8) = (Ipv6Addr::new(0x2000, 0, 0, 0, 0, 0, 0, 0), 3);

/// Decides which addresses may be called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guard {
    /// Networks that may be called though they are not public.
    pub allowed: Vec<Network>,
}

/// The scheme of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scheme {
    /// Encrypted.
    Https,
    /// Not encrypted: only ever within this machine.
    Http,
}

impl Guard {
    /// Permits public addresses and this machine itself: for the demo and for tests.
    pub fn with_loopback() -> Guard {
        let network = |text| Network::parse(text).expect("a network");
        Guard { allowed: vec![network("127.0.0.0/8"), network("::1/128")] }
    }

    /// Whether this address may be called with this scheme. An IPv4 address inside an IPv6 one is judged as the IPv4
    /// address.
    pub fn permits(&self, scheme: Scheme, address: IpAddr) -> bool {
        let address = effective_address(address);
        let within = match scheme {
            Scheme::Https => true,
            Scheme::Http => address.is_loopback(),
        };
        within && (is_public(address) || self.allowed.iter().any(|network| network.holds(address)))
    }
}

/// The address that packets go to: mapped (`::ffff:0:0/96`) and translated (`64:ff9b::/96`) addresses contain an IPv4
/// address.
fn effective_address(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else { return address };
    let translated = v6.segments()[..6] == [0x64, 0xff9b, 0, 0, 0, 0];
    let inside = || Ipv4Addr::from(u32::try_from(u128::from(v6) & u128::from(u32::MAX)).expect("32 bits"));
    match v6.to_ipv4_mapped() {
        Some(v4) => IpAddr::V4(v4),
        None if translated => IpAddr::V4(inside()),
        None => address,
    }
}

fn is_public(address: IpAddr) -> bool {
    let within = |base: IpAddr, prefix: u8| Network { base, prefix }.holds(address);
    match address {
        IpAddr::V4(_) => !SPECIAL_V4.iter().any(|(base, prefix)| within(IpAddr::V4(*base), *prefix)),
        IpAddr::V6(_) => {
            within(IpAddr::V6(GLOBAL_V6.0), GLOBAL_V6.1)
                && !SPECIAL_V6.iter().any(|(base, prefix)| within(IpAddr::V6(*base), *prefix))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn https(guard: &Guard, address: &str) -> bool {
        guard.permits(Scheme::Https, address.parse().unwrap())
    }

    #[test]
    fn only_the_public_internet_may_be_called() {
        let guard = Guard::default();
        for public in [
            "93.184.216.34",
            "8.8.8.8",
            "172.32.0.1",
            "100.128.0.1",
            "2a00:1450:400e::1",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert!(https(&guard, public), "{public}");
        }
        let never = [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "168.63.129.16",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12:3456::1",
            "fec0::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::1",
            "2001:db8::1",
            "2001::1",
            "2002:7f00:1::1",
            "100::1",
        ];
        for address in never {
            assert!(!https(&guard, address), "{address}");
            assert!(!guard.permits(Scheme::Http, address.parse().unwrap()), "{address}");
        }
    }

    #[test]
    fn a_network_that_is_allowed_may_be_called_also_by_its_mapped_form() {
        let guard =
            Guard { allowed: vec![Network::parse("10.1.0.0/16").unwrap(), Network::parse("fd00::/8").unwrap()] };
        for (address, may) in
            [("10.1.2.3", true), ("10.2.0.1", false), ("::ffff:10.1.2.3", true), ("fd01::1", true), ("fc01::1", false)]
        {
            assert_eq!(https(&guard, address), may, "{address}");
            assert!(
                !guard.permits(Scheme::Http, address.parse().unwrap()),
                "http never leaves this machine: {address}"
            );
        }
    }

    #[test]
    fn http_is_for_loopback_alone_and_only_when_that_is_allowed() {
        let loopback = "127.0.0.1".parse().unwrap();
        assert!(Guard::with_loopback().permits(Scheme::Http, loopback));
        assert!(Guard::with_loopback().permits(Scheme::Http, "::1".parse().unwrap()));
        assert!(!Guard::default().permits(Scheme::Http, loopback));
        assert!(!Guard::with_loopback().permits(Scheme::Http, "8.8.8.8".parse().unwrap()));
    }

    #[test]
    fn a_network_is_an_address_and_a_length() {
        for bad in ["", "10.0.0.0/33", "10.0.0.1/8", "fd00::/129", "ten", "10.0.0.0/", "10.0.0.0/8/8", "10.0.0.0/-1"] {
            assert!(Network::parse(bad).is_err(), "{bad}");
        }
        assert!(Network::parse("0.0.0.0/0").unwrap().holds("9.9.9.9".parse().unwrap()));
        assert_eq!(Network::parse("192.168.1.7").unwrap().to_string(), "192.168.1.7/32");
    }
}
