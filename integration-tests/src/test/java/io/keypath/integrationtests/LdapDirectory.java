package io.keypath.integrationtests;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import io.keypath.keycloakdist.Ports;
import java.util.List;
import java.util.Map;

/** An LDAP directory on the loopback address, whose users are in no database. It can be away for a while. */
final class LdapDirectory implements AutoCloseable {

    private static final String BASE = "dc=example,dc=org";
    private static final String PEOPLE = "ou=people," + BASE;
    private static final String MANAGER = "cn=manager";

    private final int port = Ports.free(1).get(0);
    private final InMemoryDirectoryServer server;

    private LdapDirectory() throws LDAPException, LDIFException {
        var config = new InMemoryDirectoryServerConfig(BASE);
        config.addAdditionalBindCredentials(MANAGER, MANAGER);
        config.setListenerConfigs(InMemoryListenerConfig.createLDAPConfig("loopback", port));
        config.setSchema(null);
        server = new InMemoryDirectoryServer(config);
        server.add("dn: " + BASE, "objectClass: top", "objectClass: domain", "dc: example");
        server.add("dn: " + PEOPLE, "objectClass: top", "objectClass: organizationalUnit", "ou: people");
    }

    /** With these users, whose passwords are their names. */
    static LdapDirectory start(String... users) {
        try {
            var directory = new LdapDirectory();
            for (String user : users) {
                directory.server.add(
                        "dn: uid=" + user + "," + PEOPLE,
                        "objectClass: top",
                        "objectClass: inetOrgPerson",
                        "uid: " + user,
                        "cn: " + user,
                        "sn: Test",
                        "mail: " + user.hashCode() + "@example.org",
                        "userPassword: " + user);
            }
            directory.server.startListening();
            return directory;
        } catch (LDAPException | LDIFException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Lets the users of this directory log in to a realm, which asks the directory each time.
     *
     * @param imported whether the realm keeps copies of them, as Keycloak does unless it is told not to
     */
    void federate(TestRealm realm, boolean imported) {
        Answer made = realm.admin(
                "POST",
                "/components",
                Map.of(
                        "name",
                        "directory",
                        "providerId",
                        "ldap",
                        "providerType",
                        "org.keycloak.storage.UserStorageProvider",
                        "config",
                        Map.ofEntries(
                                option("enabled", "true"),
                                option("vendor", "other"),
                                option("connectionUrl", "ldap://127.0.0.1:" + port),
                                option("connectionTimeout", "1000"),
                                option("readTimeout", "1000"),
                                option("authType", "simple"),
                                option("bindDn", MANAGER),
                                option("bindCredential", MANAGER),
                                option("usersDn", PEOPLE),
                                option("userObjectClasses", "inetOrgPerson"),
                                option("usernameLDAPAttribute", "uid"),
                                option("rdnLDAPAttribute", "uid"),
                                option("uuidLDAPAttribute", "entryUUID"),
                                option("searchScope", "1"),
                                option("editMode", "READ_ONLY"),
                                option("importEnabled", Boolean.toString(imported)),
                                option("pagination", "false"),
                                option("cachePolicy", "NO_CACHE"))));
        if (made.status() != 201) {
            throw new AssertionError("The directory could not be added: " + made.status() + " " + made.body());
        }
    }

    private static Map.Entry<String, List<String>> option(String name, String value) {
        return Map.entry(name, List.of(value));
    }

    /** From here on connections are refused. */
    void stop() {
        server.shutDown(true);
    }

    /** Again, with the same users on the same port. */
    void restart() {
        try {
            server.startListening();
        } catch (LDAPException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.shutDown(true);
    }
}
