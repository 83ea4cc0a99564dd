using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ServeMulti.Clusters;
using ServeMulti.Clusters.Slurm;
using ServeMulti.Sweeping;

namespace ServeMulti.Docs;

/// <summary>The code of the page is compiled here.</summary>
public sealed partial class BeyondOneMachinePageTests
{
    [Test]
    public void Code_OfThePage_IsThatOfThisFile()
    {
        var page = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "docs", "concepts", "beyond-one-machine.md"));
        var code = Block().Match(page).Groups[1].Value;

        Assert.That(Words(File.ReadAllText(ThisFile())), Does.Contain(Words(code)));
        Assert.That(Words(code), Is.Not.Empty);
    }

    /// <summary>Without spaces, the formatter's trailing commas and line breaks.</summary>
    private static string Words(string text) => Space().Replace(text, "").Replace(",}", "}", StringComparison.Ordinal);

    public static LocalSweepOptions Options { get; } =
        new()
        {
            Launcher = processes => new JobServerLauncher(
                new SlurmScheduler(processes),
                new JobServerOptions { SharedFolder = "/shared/servers", SchedulerOptions = ["--nodes=2", "--gres=gpu:8"] }
            ),
        };

    private static string ThisFile([CallerFilePath] string path = "") => path;

    [GeneratedRegex("^```csharp\n(.+?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s")]
    private static partial Regex Space();
}
