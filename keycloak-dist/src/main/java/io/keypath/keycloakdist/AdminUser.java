package io.keypath.keycloakdist;

/** The first administrator of the master realm. */
public record AdminUser(String name, String password) {

    @Override
    public String toString() {
        return "AdminUser[" + name + "]";
    }
}
