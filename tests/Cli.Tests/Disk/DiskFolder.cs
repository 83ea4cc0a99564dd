namespace ServeMulti.Cli.Disk;

/// <summary>A sweep of two servers and two cases each, in which something happens to the disk when a benchmark is executed for the n-th
/// time.</summary>
internal sealed class DiskFolder : IDisposable
{
    public DiskFolder()
    {
        Folder = new SweepFolder();
        Folder.Write("serve.json", """[{"max_num_seqs": 1}, {"max_num_seqs": 2}]""");
        Folder.Write("bench.json", """[{"x": 1}, {"x": 2}]""");
        File.AppendAllText(At("bench.sh"), "\nif [ -e \"$here/happens.sh\" ]; then . \"$here/happens.sh\"; fi\n");
    }

    public SweepFolder Folder { get; }

    /// <summary>Gets how often a benchmark was executed.</summary>
    public int Executions => File.ReadLines(At("begun")).Count();

    public string At(params string[] parts) => Folder.At(parts);

    /// <summary>Makes something happen at the end of the n-th execution of a benchmark.</summary>
    public void HappensAt(int execution, string script) =>
        Folder.Write("happens.sh", $"if [ \"$(wc -l < \"$here/begun\")\" -eq {execution} ]; then\n{script}\nfi\n");

    public void NothingHappens() => File.Delete(At("happens.sh"));

    public string[] Arguments(params string[] more) =>
        [.. Folder.Options, "--serve-params", At("serve.json"), "--bench-params", At("bench.json"), "--num-runs", "2", .. more];

    public async Task<CliProcess> SweepAsync(params string[] more) => await CliProcess.RunAsync(Folder.Path, Arguments(more));

    /// <summary>Runs the same sweep undisturbed; returns its files.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RunUndisturbedAsync()
    {
        using var process = await SweepAsync("-e", "undisturbed");
        Assert.That(process.ExitCode, Is.Zero, process.ToString());
        File.Delete(At("begun"));
        return Folder.ReadResults("undisturbed");
    }

    /// <summary>Checks that a sweep broke off with one message, which names a place and what to do.</summary>
    public static void CheckBrokeOff(CliProcess process, string advice)
    {
        Assert.That(process.ExitCode, Is.EqualTo(3), process.ToString());
        Assert.That(
            process.Error.Where(line => line.StartsWith("error: ", StringComparison.Ordinal)),
            Has.Exactly(1).Contains(advice),
            process.ToString()
        );
        Assert.That(process.Error, Has.None.StartsWith("   at "), "a stack trace is no message");
        Assert.That(process.Error, Has.Some.Contains("--resume a"));
        Assert.That(process.FindLeftovers(), Is.Empty);
    }

    public void Dispose() => Folder.Dispose();
}
