package io.weirflow.exec.staged;

import io.weirflow.digest.Digest;
import io.weirflow.exec.ExecInspect;

/**
 * The JSON in which the details of a completed exec are saved: an object with the members {@code format}, {@code manifest}, as in the
 * file of that name, {@code state}, and those of {@code result.json} but for the fileset.
 */
final class InspectFormat {
    private InspectFormat() {}

    static byte[] write(Digest id, ExecInspect inspect) {
        return JsonValues.write(json -> {
            json.writeStringField("format", "weirflow-inspect-1");
            json.writeFieldName("manifest");
            ManifestFormat.write(
                    json, new Manifest(id, "", inspect.created(), inspect.config(), inspect.renderedCommand()));
            json.writeStringField("state", inspect.state().name());
            if (inspect.exitCode().isPresent()) {
                json.writeNumberField("exitCode", inspect.exitCode().getAsInt());
            }
            OutcomeFormat.writeTimes(json, inspect.started(), inspect.finished());
            OutcomeFormat.writeProfile(json, inspect.profile());
            OutcomeFormat.writeFailure(json, inspect.failure());
        });
    }
}
