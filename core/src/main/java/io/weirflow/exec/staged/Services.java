package io.weirflow.exec.staged;

import com.google.common.base.Ticker;
import io.weirflow.blob.BlobMux;
import io.weirflow.repository.Repository;
import java.time.Clock;

/** What the execs of an executor share. */
record Services(
        Launcher launcher,
        Repository repository,
        BlobMux blobs,
        Transfers transfers,
        Monitor monitor,
        Limits limits,
        Clock clock,
        Ticker ticker) {}
