package io.keypath.integrationtests;

import java.net.URI;

/** A proxy with the configuration that users copy, at work. */
interface ProxyExample extends AutoCloseable {

    URI uri();

    @Override
    void close();
}
