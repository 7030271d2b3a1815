package io.weirflow.exec.staged;

import com.google.common.collect.ImmutableMap;
import io.weirflow.exec.OutputSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/** Prepares the folder of a command: manifest, inputs, and room for outputs and temporary files. */
final class CommandFolder {
    private final Manifest manifest;
    private final ExecFolder folder;
    private final Services services;

    CommandFolder(Manifest manifest, ExecFolder folder, Services services) {
        this.manifest = manifest;
        this.folder = folder;
        this.services = services;
    }

    /** Creates the folder in place of what is there, first of all with the manifest. */
    void stage() throws IOException {
        Folders.create(folder.root());
        Files.write(folder.manifest(), ManifestFormat.write(manifest));
        Files.createDirectory(folder.tmp());
        Files.createDirectory(folder.outputs());
        List<OutputSpec> outputs = manifest.config().outputs().orElse(List.of());
        for (int i = 0; i < outputs.size(); i++) {
            if (outputs.get(i).directory()) {
                Files.createDirectory(folder.output(i));
            }
        }
        new InputStager(services.repository(), services.launcher()).stage(manifest.config(), folder);
    }

    /** Returns what is to be started there, with secrets in its environment. */
    Launch launch(ImmutableMap<String, String> secrets) {
        String tmp = services.launcher().pathInside(folder, folder.tmp());
        ImmutableMap.Builder<String, String> environment = ImmutableMap.builder();
        environment.put("TMPDIR", tmp).put("HOME", tmp).put("tmp", tmp);
        if (manifest.config().outputs().isEmpty()) {
            environment.put("out", services.launcher().pathInside(folder, folder.defaultOutput()));
        }
        environment.putAll(manifest.config().env()).putAll(secrets);
        return new Launch(
                manifest.token(), folder, manifest.config(), manifest.command(), environment.buildKeepingLast());
    }
}
