//! What a route asks of who calls it.

use crate::domain::access::{Action, Role};

/// What a route asks of who calls it. Each route names one where it is declared: [`super::super::operation`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// Nothing: what it says is meant for everybody.
    Open,
    /// That their role may do one of these.
    AnyOf(Vec<Action>),
}

impl From<Action> for Permission {
    fn from(action: Action) -> Permission {
        Permission::AnyOf(vec![action])
    }
}

impl<const N: usize> From<[Action; N]> for Permission {
    fn from(actions: [Action; N]) -> Permission {
        Permission::AnyOf(actions.to_vec())
    }
}

impl Permission {
    /// Returns true if a role may call the route.
    pub fn admits(&self, role: Role) -> bool {
        match self {
            Permission::Open => true,
            Permission::AnyOf(actions) => actions.iter().any(|action| role.may(*action)),
        }
    }

    /// Returns the roles that may call the route.
    pub fn roles(&self) -> Vec<Role> {
        Role::ALL.into_iter().filter(|role| self.admits(*role)).collect()
    }

    /// Returns what the route does; nothing for one that is open.
    pub fn actions(&self) -> &[Action] {
        match self {
            Permission::Open => &[],
            Permission::AnyOf(actions) => actions,
        }
    }
}
