using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace ServeMulti.Cli;

/// <summary>The tutorial's commands do what it says.</summary>
[TestFixture]
[Platform("Linux", Reason = "The commands are for a POSIX shell.")]
public sealed partial class TutorialTests
{
    [Test]
    public async Task FirstSweep_ItsCommandsInOrder_GiveWhatItPromises()
    {
        using var folder = new SweepFolder();
        var port = FindFreePort().ToString(CultureInfo.InvariantCulture);
        var page = (await File.ReadAllTextAsync(PagePath())).Replace("8000", port, StringComparison.Ordinal);
        var commands = ShellBlock()
            .Matches(page)
            .Select(match => match.Groups[1].Value)
            .Where(block => !block.Contains("dotnet build", StringComparison.Ordinal));
        var script = $"set -e\nPATH=\"{CompiledProgram.Folder}:$PATH\"\n{string.Concat(commands)}";

        using var shell = CliProcess.StartShell(folder.Path, script);

        Assert.That(await shell.WaitForExitAsync(), Is.Zero, shell.ToString());
        var output = string.Join('\n', shell.Output);
        Assert.That(
            output,
            Does.StartWith(TextBlock().Match(page).Groups[1].Value.Replace("/home/me", folder.Path, StringComparison.Ordinal)),
            "the dry run"
        );
        Assert.That(
            Regex.Count(output, "^  request_throughput: .*max_num_seqs=", RegexOptions.Multiline),
            Is.EqualTo(6),
            "two tables, each with two workloads and both together; which one is best is up to the machine"
        );
        Assert.That(
            Directory.GetFiles(folder.At("sweep", "results", "first"), "run=*.json", SearchOption.AllDirectories),
            Has.Length.EqualTo(12)
        );
        Assert.That(shell.FindLeftovers(), Is.Empty);
    }

    private static int FindFreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "docs", "tutorial", "first-sweep.md");

    [GeneratedRegex("^```sh\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ShellBlock();

    [GeneratedRegex("^```text\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TextBlock();
}
