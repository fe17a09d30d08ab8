//! Where a server is: its base URL, checked once, and the addresses of its routes.

use reqwest::Url;

use super::MistralError;

/// Mistral's own hosts, in every region.
const MISTRAL: &str = "mistral.ai";

/// The base URL of a server of the protocol.
#[derive(Clone, Debug)]
pub struct Address {
    base: Url,
}

impl Address {
    /// Takes `url` with or without a final `/v1`, `/v1/` or `/`.
    ///
    /// # Errors
    /// [`MistralError::BaseUrl`] when it is no URL of a server, carries a password, which belongs in no setting, or would
    /// send Mistral a key in the clear.
    pub fn parse(url: &str) -> Result<Self, MistralError> {
        let mut base = Url::parse(url.trim()).map_err(|_| MistralError::BaseUrl)?;
        let is_plain = base.has_host()
            && base.username().is_empty()
            && base.password().is_none()
            && base.query().is_none()
            && base.fragment().is_none();
        if !is_plain || !matches!(base.scheme(), "http" | "https") {
            return Err(MistralError::BaseUrl);
        }
        let path = base.path().trim_end_matches('/');
        let path = path.strip_suffix("/v1").unwrap_or(path).trim_end_matches('/').to_owned();
        base.set_path(&path);
        let address = Self { base };
        if address.is_mistral() && !address.is_encrypted() {
            return Err(MistralError::BaseUrl);
        }
        Ok(address)
    }

    /// The address of `route`, such as `chat/completions`.
    pub fn of(&self, route: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}/v1/{route}", self.base.path().trim_end_matches('/')));
        url
    }

    /// Whether it is Mistral's own.
    pub fn is_mistral(&self) -> bool {
        let host = self.base.host_str().unwrap_or_default().trim_end_matches('.');
        host == MISTRAL || host.strip_suffix(MISTRAL).is_some_and(|rest| rest.ends_with('.'))
    }

    /// Whether it is spoken to over TLS.
    pub fn is_encrypted(&self) -> bool {
        self.base.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_final_v1_or_slash_makes_no_difference() {
        for (base, route) in [
            ("https://api.mistral.ai", "https://api.mistral.ai/v1/models"),
            ("https://api.mistral.ai/", "https://api.mistral.ai/v1/models"),
            (" https://api.mistral.ai/v1 ", "https://api.mistral.ai/v1/models"),
            ("HTTPS://API.eu.Mistral.ai/v1//", "https://api.eu.mistral.ai/v1/models"),
            ("http://localhost:11434/v1", "http://localhost:11434/v1/models"),
            ("http://[::1]:8080", "http://[::1]:8080/v1/models"),
            ("https://school.example/proxy/mistral/v1", "https://school.example/proxy/mistral/v1/models"),
            ("https://school.example/v10", "https://school.example/v10/v1/models"),
        ] {
            assert_eq!(Address::parse(base).unwrap().of("models").as_str(), route, "{base}");
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "api.mistral.ai",
            "localhost:8080",
            "ftp://localhost",
            "file:///etc",
            "http://",
            "https://user:secret@localhost",
            "https://user@localhost",
            "https://localhost/?a=b",
            "https://localhost/#a",
            "http://api.mistral.ai",
        ] {
            assert_eq!(Address::parse(bad).unwrap_err(), MistralError::BaseUrl, "{bad}");
        }
    }

    #[test]
    fn only_mistral_s_hosts_are_mistral_s() {
        for (base, expected) in [
            ("https://api.mistral.ai", true),
            ("https://api.eu.mistral.ai:443/v1", true),
            ("https://api.mistral.ai.", true),
            ("https://mistral.ai.example.org", false),
            ("https://notmistral.ai", false),
            ("http://127.0.0.1:9", false),
        ] {
            assert_eq!(Address::parse(base).unwrap().is_mistral(), expected, "{base}");
        }
    }
}
