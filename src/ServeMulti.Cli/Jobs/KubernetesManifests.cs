using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ServeMulti.Cli.Jobs;

/// <summary>Writes a sweep as objects of Kubernetes, a list in JSON that <c>kubectl apply -f</c> takes: an indexed Job with a completion per
/// server configuration, a suspended Job that merges, the shared volume, and the input files.</summary>
internal sealed record KubernetesManifests
{
    /// <summary>Where the input files are in a container.</summary>
    public const string Inputs = "/inputs";

    private const string Results = "/results";
    private const int LongestName = 50;

    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Gets the name of the experiment.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the image with the server and <c>serve-multi</c>.</summary>
    public required string Image { get; init; }

    /// <summary>Gets the number of server configurations.</summary>
    public required int TaskCount { get; init; }

    /// <summary>Gets how many tasks may run at a time; null: all.</summary>
    public required int? ArrayLimit { get; init; }

    /// <summary>Gets the GPUs of each task; null: none.</summary>
    public required int? Gpus { get; init; }

    /// <summary>Gets the options of the sweep, with files below <see cref="Inputs"/>.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>Gets the input files by their names.</summary>
    public required IReadOnlyDictionary<string, string> Files { get; init; }

    /// <summary>Gets the name of the objects: lower-case letters, digits and dashes, begun and ended by a letter or digit.</summary>
    public string ObjectName
    {
        get
        {
            var name = string.Concat(Name.ToLowerInvariant().Select(sign => char.IsAsciiLetterOrDigit(sign) ? sign : '-'));
            return $"sm-{name[..Math.Min(name.Length, LongestName)]}".TrimEnd('-');
        }
    }

    /// <summary>Writes the list of objects.</summary>
    public string Write() =>
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "List",
            ["items"] = new JsonArray(Volume(), InputFiles(), Sweep(), Merge()),
        }.ToJsonString(Indented);

    private string Parts => JobScripts.Quote($"{Results}/{Name}.tasks/parts");

    private string Earlier => JobScripts.Quote($"{Results}/{Name}.tasks/earlier");

    private string Merged => JobScripts.Quote($"{Results}/{Name}");

    private JsonObject Volume() =>
        Object(
            "v1",
            "PersistentVolumeClaim",
            "",
            new JsonObject
            {
                ["accessModes"] = new JsonArray("ReadWriteMany"),
                ["resources"] = new JsonObject { ["requests"] = new JsonObject { ["storage"] = "10Gi" } },
            }
        );

    private JsonObject InputFiles()
    {
        var map = Object("v1", "ConfigMap", "", null);
        map["data"] = new JsonObject(Files.Select(file => KeyValuePair.Create(file.Key, (JsonNode?)file.Value)));
        return map;
    }

    /// <summary>A pod that a disruption ends is replaced, and its task goes on where it stopped. A task whose runs failed is not begun
    /// again, and ends no other.</summary>
    private JsonObject Sweep()
    {
        // The index of a pod begins at 0, a shard at 1.
        var script =
            $"number=$((JOB_COMPLETION_INDEX + 1)); part=$(printf %04d $number); "
            + $"if [ -e {Parts}/$part/experiment.json ]; then set -- \"$@\" --resume $part; else set -- \"$@\" -e $part; fi; "
            + string.Create(CultureInfo.InvariantCulture, $"exec serve-multi \"$@\" -o {Parts} --shard $number/{TaskCount}");
        return Object(
            "batch/v1",
            "Job",
            "",
            new JsonObject
            {
                ["completionMode"] = "Indexed",
                ["completions"] = TaskCount,
                ["parallelism"] = ArrayLimit ?? TaskCount,
                ["backoffLimitPerIndex"] = 0,
                ["maxFailedIndexes"] = TaskCount,
                ["podFailurePolicy"] = new JsonObject
                {
                    ["rules"] = new JsonArray(
                        new JsonObject
                        {
                            ["action"] = "Ignore",
                            ["onPodConditions"] = new JsonArray(new JsonObject { ["type"] = "DisruptionTarget", ["status"] = "True" }),
                        }
                    ),
                },
                ["template"] = Pod(script, Arguments, Gpus),
            }
        );
    }

    private JsonObject Merge() =>
        Object(
            "batch/v1",
            "Job",
            "-merge",
            new JsonObject
            {
                ["suspend"] = true,
                ["backoffLimit"] = 0,
                ["template"] = Pod(
                    $"set -e; if [ -e {Merged} ]; then mkdir -p {Earlier}; mv {Merged} {Earlier}/$(date +%s); fi; "
                        + $"serve-multi merge {Merged} {Parts}/*; exec serve-multi report {Merged}",
                    [],
                    gpus: null
                ),
            }
        );

    private JsonObject Pod(string script, IReadOnlyList<string> arguments, int? gpus)
    {
        var container = new JsonObject
        {
            ["name"] = "serve-multi",
            ["image"] = Image,
            ["command"] = new JsonArray("sh", "-c", Literal(script), "serve-multi"),
            ["args"] = new JsonArray([.. arguments.Select(word => (JsonNode?)Literal(word))]),
            ["volumeMounts"] = new JsonArray(
                new JsonObject { ["name"] = "results", ["mountPath"] = Results },
                new JsonObject
                {
                    ["name"] = "inputs",
                    ["mountPath"] = Inputs,
                    ["readOnly"] = true,
                }
            ),
        };
        if (gpus is { } count)
        {
            container["resources"] = new JsonObject
            {
                ["limits"] = new JsonObject { ["nvidia.com/gpu"] = count.ToString(CultureInfo.InvariantCulture) },
            };
        }

        return new JsonObject
        {
            ["spec"] = new JsonObject
            {
                ["restartPolicy"] = "Never",
                // As long as a task of Slurm has between its signal and its time limit.
                ["terminationGracePeriodSeconds"] = 120,
                ["containers"] = new JsonArray(container),
                ["volumes"] = new JsonArray(
                    new JsonObject
                    {
                        ["name"] = "results",
                        ["persistentVolumeClaim"] = new JsonObject { ["claimName"] = ObjectName },
                    },
                    new JsonObject
                    {
                        ["name"] = "inputs",
                        ["configMap"] = new JsonObject { ["name"] = ObjectName },
                    }
                ),
            },
        };
    }

    /// <summary>Kubernetes replaces <c>$(NAME)</c> in commands, and reads two dollar signs as one.</summary>
    private static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private JsonObject Object(string version, string kind, string suffix, JsonObject? spec)
    {
        var made = new JsonObject
        {
            ["apiVersion"] = version,
            ["kind"] = kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = ObjectName + suffix,
                ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "serve-multi" },
            },
        };
        if (spec is not null)
        {
            made["spec"] = spec;
        }

        return made;
    }
}
