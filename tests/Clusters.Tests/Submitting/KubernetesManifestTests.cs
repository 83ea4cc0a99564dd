using System.Text.Json;
using System.Text.Json.Serialization;

namespace ServeMulti.Clusters.Submitting;

/// <summary>The manifests hold only fields that <c>v1</c> and <c>batch/v1</c> have. No Kubernetes runs them here.</summary>
public sealed class KubernetesManifestTests
{
    private static readonly JsonSerializerOptions Strict = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    [Test]
    public async Task Submit_DryRunForKubernetes_PrintsObjectsWithKnownFields()
    {
        using var sweep = new JobSweep(configurations: 3, cases: 2, runs: 1);

        var printed = await PrintAsync(sweep, "First_1", "--array-limit", "2", "--gpus", "8");

        Assert.That(printed.ExitCode, Is.Zero, printed.ToString());
        Assert.That(printed.Error, Has.Some.StartsWith("note: nothing was submitted; no Kubernetes has run these manifests yet."));
        using var list = JsonDocument.Parse(string.Join('\n', printed.Output));
        Assert.That(list.RootElement.GetProperty("kind").GetString(), Is.EqualTo("List"));
        JsonElement[] items = [.. list.RootElement.GetProperty("items").EnumerateArray()];
        var claim = items[0].Deserialize<Described<ClaimSpec>>(Strict)!;
        var files = items[1].Deserialize<ConfigMap>(Strict)!;
        var job = items[2].Deserialize<Described<JobSpecOfKubernetes>>(Strict)!;
        var merge = items[3].Deserialize<Described<JobSpecOfKubernetes>>(Strict)!;
        Assert.That(
            items.Select(item => (item.GetProperty("apiVersion").GetString(), item.GetProperty("kind").GetString())),
            Is.EqualTo(new[] { ("v1", "PersistentVolumeClaim"), ("v1", "ConfigMap"), ("batch/v1", "Job"), ("batch/v1", "Job") })
        );
        using (Assert.EnterMultipleScope())
        {
            Assert.That((job.Metadata.Name, merge.Metadata.Name), Is.EqualTo(("sm-first-1", "sm-first-1-merge")));
            Assert.That(claim.Spec.AccessModes, Is.EqualTo(new[] { "ReadWriteMany" }));
            Assert.That(files.Data["serve-params.json"], Is.EqualTo(File.ReadAllText(sweep.At("serve.json"))));
            Assert.That((job.Spec.CompletionMode, job.Spec.Completions, job.Spec.Parallelism), Is.EqualTo(("Indexed", 3, 2)));
            Assert.That((job.Spec.BackoffLimitPerIndex, job.Spec.MaxFailedIndexes), Is.EqualTo((0, 3)));
            Assert.That(merge.Spec.Suspend, Is.True);
            var pod = job.Spec.Template.Spec;
            Assert.That((pod.RestartPolicy, pod.TerminationGracePeriodSeconds), Is.EqualTo(("Never", 120)));
            Assert.That(pod.Containers[0].Resources!.Limits["nvidia.com/gpu"], Is.EqualTo("8"));
            Assert.That(pod.Containers[0].Image, Is.EqualTo("registry/serve:1"));
            Assert.That(merge.Spec.Template.Spec.Containers[0].Resources, Is.Null);
            Assert.That(
                pod.Volumes.Select(volume => volume.Name),
                Is.EquivalentTo(pod.Containers[0].VolumeMounts.Select(mount => mount.Name))
            );
        }
    }

    /// <summary>The script of a container is run here, with what Kubernetes makes of it, and a program that prints its arguments.</summary>
    [Test]
    [Platform("Linux")]
    public async Task Script_OfAnIndex_GivesItsShardAndResumes()
    {
        using var sweep = new JobSweep(configurations: 2, cases: 1, runs: 1);
        var printed = await PrintAsync(sweep, "first", "--after-bench-cmd", "echo $HOME");
        using var list = JsonDocument.Parse(string.Join('\n', printed.Output));
        var container = list
            .RootElement.GetProperty("items")[2]
            .Deserialize<Described<JobSpecOfKubernetes>>(Strict)!
            .Spec.Template.Spec.Containers[0];
        Directory.CreateDirectory(sweep.At("bin"));
        File.WriteAllText(sweep.At("bin", "serve-multi"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(sweep.At("bin", "serve-multi"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var begun = Run(sweep, container);
        Directory.CreateDirectory(sweep.At("shared", "first.tasks", "parts", "0002"));
        File.WriteAllText(sweep.At("shared", "first.tasks", "parts", "0002", "experiment.json"), "{}");
        var resumed = Run(sweep, container);

        var parts = sweep.At("shared", "first.tasks", "parts");
        Assert.That(begun[^6..], Is.EqualTo(new[] { "-e", "0002", "-o", parts, "--shard", "2/2" }));
        Assert.That(resumed[^6..], Is.EqualTo(new[] { "--resume", "0002", "-o", parts, "--shard", "2/2" }));
        Assert.That(begun, Does.Contain("echo $HOME").And.Contain("/inputs/serve-params.json").And.Contain("--continue-on-error"));
    }

    [Test]
    public async Task Submit_KubernetesWithoutWhatItNeeds_Refused()
    {
        using var sweep = new JobSweep(configurations: 2, cases: 1, runs: 1);

        var real = await sweep.SubmitOptionsAsync("first", [.. sweep.Options, "--scheduler", "kubernetes", "--image", "x"]);
        var nameless = await CliProgram.RunHereAsync(
            sweep.Folder,
            ["submit", "-e", "first", .. sweep.Options, "--scheduler", "kubernetes", "--dry-run", "--sbatch-option=--mem=1"]
        );
        var slurm = await sweep.SubmitAsync("first", "--gpus", "8", "--dry-run");
        var secret = await CliProgram.RunAsync(
            sweep.Folder,
            [
                "submit",
                "--serve-cmd",
                "vllm serve m --api-key sk-12345678",
                "--bench-cmd",
                "vllm bench serve --model m",
                "--scheduler",
                "kubernetes",
                "--dry-run",
                "--image",
                "x",
            ]
        );

        Assert.That(real.ExitCode, Is.EqualTo(1), real.ToString());
        Assert.That(real.Error, Has.Some.Contains("--scheduler kubernetes needs --dry-run"));
        Assert.That(
            nameless.Error,
            Has.Some.Contains("--scheduler kubernetes needs --image").And.Some.Contains("--sbatch-option is not an option of"),
            nameless.ToString()
        );
        Assert.That(slurm.Error, Has.Some.Contains("--gpus is not an option of --scheduler slurm."), slurm.ToString());
        Assert.That(secret.Error, Has.Some.Contains("The commands hold a key, and a manifest is no place for one"), secret.ToString());
        Assert.That(secret.Output, Is.Empty);
        Assert.That(Directory.Exists(sweep.At("results")), Is.False);
    }

    private static Task<CliResult> PrintAsync(JobSweep sweep, string name, params string[] more)
    {
        var options = more.Contains("--after-bench-cmd") ? Without(sweep.Options, "--after-bench-cmd") : sweep.Options;
        return CliProgram.RunHereAsync(
            sweep.Folder,
            ["submit", "-e", name, .. options, "--scheduler", "kubernetes", "--dry-run", "--image", "registry/serve:1", .. more]
        );
    }

    private static string[] Without(string[] options, string name)
    {
        var at = Array.IndexOf(options, name);
        return [.. options[..at], .. options[(at + 2)..]];
    }

    private static string[] Run(JobSweep sweep, Container container)
    {
        string[] words =
        [
            .. container
                .Command.Concat(container.Args)
                .Select(word =>
                    word.Replace("$$", "$", StringComparison.Ordinal).Replace("/results", sweep.At("shared"), StringComparison.Ordinal)
                ),
        ];
        var start = new System.Diagnostics.ProcessStartInfo(words[0], words[1..]) { RedirectStandardOutput = true };
        start.Environment["JOB_COMPLETION_INDEX"] = "1";
        start.Environment["PATH"] = $"{sweep.At("bin")}:{Environment.GetEnvironmentVariable("PATH")}";
        using var process = System.Diagnostics.Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private sealed record Metadata(string Name, Dictionary<string, string> Labels);

    private sealed record Described<T>(string ApiVersion, string Kind, Metadata Metadata, T Spec);

    private sealed record ConfigMap(string ApiVersion, string Kind, Metadata Metadata, Dictionary<string, string> Data);

    private sealed record ClaimSpec(string[] AccessModes, ClaimResources Resources);

    private sealed record ClaimResources(Dictionary<string, string> Requests);

    private sealed record JobSpecOfKubernetes(
        PodTemplate Template,
        string? CompletionMode = null,
        int? Completions = null,
        int? Parallelism = null,
        int? BackoffLimit = null,
        int? BackoffLimitPerIndex = null,
        int? MaxFailedIndexes = null,
        PodFailurePolicy? PodFailurePolicy = null,
        bool? Suspend = null
    );

    private sealed record PodFailurePolicy(PodFailureRule[] Rules);

    private sealed record PodFailureRule(string Action, PodCondition[] OnPodConditions);

    private sealed record PodCondition(string Type, string Status);

    private sealed record PodTemplate(PodSpec Spec);

    private sealed record PodSpec(string RestartPolicy, int TerminationGracePeriodSeconds, Container[] Containers, Volume[] Volumes);

    private sealed record Container(
        string Name,
        string Image,
        string[] Command,
        string[] Args,
        VolumeMount[] VolumeMounts,
        Resources? Resources = null
    );

    private sealed record Resources(Dictionary<string, string> Limits);

    private sealed record VolumeMount(string Name, string MountPath, bool? ReadOnly = null);

    private sealed record Volume(string Name, ClaimSource? PersistentVolumeClaim = null, NamedSource? ConfigMap = null);

    private sealed record ClaimSource(string ClaimName);

    private sealed record NamedSource(string Name);
}
