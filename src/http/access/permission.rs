//! What a route asks of who calls it, and what it does.

use std::collections::HashMap;

use axum::http::Method;

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

/// A route, and what it asks of who calls it.
#[derive(Debug, Clone)]
pub struct RouteAccess {
    /// The method.
    pub method: Method,
    /// The path in the notation of the router.
    pub path: String,
    /// Who may call it.
    pub permission: Permission,
}

/// What each route does, where that is one thing; by the path of the route.
#[derive(Debug, Default)]
pub struct RouteActions(HashMap<String, Vec<(Method, Action)>>);

impl RouteActions {
    /// Collects what the routes do.
    pub fn of_routes(routes: Vec<RouteAccess>) -> RouteActions {
        let mut actions = RouteActions::default();
        for RouteAccess { method, path, permission } in routes {
            if let [action] = permission.actions() {
                actions.0.entry(path).or_default().push((method, *action));
            }
        }
        actions
    }

    /// Returns what a route does, if that is one thing. `HEAD` does what `GET` does.
    pub fn of(&self, method: &Method, path: &str) -> Option<Action> {
        let method = if method == Method::HEAD { &Method::GET } else { method };
        self.0.get(path)?.iter().find(|(of, _)| of == method).map(|(_, action)| *action)
    }
}
