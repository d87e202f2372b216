//! The macro of enums whose variants are words at the border: each word is written once.

/// Declares such an enum. The names that serde and the schema use, `ALL`, `name` and `from_name` follow from the one
/// word beside each variant. The enum derives what it needs, at least one of the traits of serde.
#[macro_export]
macro_rules! word_enum {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        $vis enum $name { $($(#[$doc])* #[serde(rename = $word)] $variant,)+ }

        impl $name {
            /// Every variant, in the order of the declaration.
            pub const ALL: [$name; [$($word),+].len()] = [$($name::$variant),+];

            /// Returns the word used at the border.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $word,)+ }
            }

            /// Returns the variant with this word.
            pub fn from_name(word: &str) -> Option<$name> {
                match word { $($word => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};
    use serde_json::json;

    word_enum! {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        enum Light {
            Green = "groen",
            Red = "rood",
        }
    }

    #[test]
    fn serde_name_and_from_name_use_the_one_word() {
        assert_eq!(Light::ALL, [Light::Green, Light::Red]);
        for light in Light::ALL {
            assert_eq!(json!(light), json!(light.name()));
            assert_eq!(serde_json::from_value::<Light>(json!(light.name())).unwrap(), light);
            assert_eq!(Light::from_name(light.name()), Some(light));
        }
        assert_eq!(Light::from_name("oranje"), None);
    }
}
