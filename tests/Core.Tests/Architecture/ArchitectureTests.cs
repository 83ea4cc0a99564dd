using System.Text.RegularExpressions;
using ServeMulti.Docs;

namespace ServeMulti.Architecture;

/// <summary>Keeps the rooms of Core apart: arrows point downwards only.</summary>
public sealed partial class ArchitectureTests
{
    private static readonly string Core = Path.Combine(RepositoryFolder.Root, "src", "ServeMulti.Core");

    /// <summary>What each room may name. A room that is not here has no place yet.</summary>
    private static readonly Dictionary<string, string[]> Below = new()
    {
        ["Native"] = [],
        ["Parameters"] = [],
        ["Statistics"] = [],
        ["Processes"] = ["Native", "Parameters"],
        ["Launching"] = ["Native", "Parameters", "Processes", "Statistics"],
        ["Benchmarking"] = ["Native", "Parameters", "Processes", "Statistics"],
        ["Cases"] = ["Parameters"],
        ["Results"] = ["Native", "Parameters", "Statistics", "Launching", "Benchmarking", "Cases"],
        ["Sla"] = ["Parameters", "Statistics", "Launching", "Benchmarking"],
        ["Comparing"] = ["Parameters", "Statistics", "Benchmarking", "Cases", "Results"],
        ["Sweeping"] = ["Parameters", "Processes", "Statistics", "Launching", "Benchmarking", "Cases", "Results", "Sla", "Comparing"],
    };

    private static IEnumerable<string> Rooms =>
        Directory.GetDirectories(Core).Select(folder => Path.GetFileName(folder)!).Where(name => name is not ("bin" or "obj"));

    [TestCaseSource(nameof(Rooms))]
    public void Room_NamesOtherRooms_OnlyBelowIt(string room)
    {
        var named = Sources(room)
            .SelectMany(source => RoomName().Matches(source.Text).Select(match => (source.Name, Room: match.Groups[1].Value)));

        Assert.That(Below, Contains.Key(room));
        Assert.That(named.Where(use => use.Room != room && Below.ContainsKey(use.Room) && !Below[room].Contains(use.Room)), Is.Empty);
    }

    [Test]
    public void SystemProcesses_AreStarted_InProcessesAlone() => Assert.That(FilesOutside("Processes", ProcessStart()), Is.Empty);

    [Test]
    public void LibC_IsImported_InNativeAlone() => Assert.That(FilesOutside("Native", Import()), Is.Empty);

    [TestCase("ServeMulti.Cli")]
    [TestCase("ServeMulti.Core/Results")]
    [TestCase("ServeMulti.Core/Sla")]
    [TestCase("ServeMulti.Core/Sweeping")]
    [TestCase("ServeMulti.LoadGeneration")]
    [TestCase("ServeMulti.Plotting")]
    [TestCase("ServeMulti.SimulatedServer")]
    [TestCase("ServeMulti.Testing")]
    public void Parts_OfARoom_FormNoCircle(string folder) =>
        Assert.That(new FolderGraph(Path.Combine(RepositoryFolder.Root, "src", folder)).FindCircles(), Is.Empty);

    [Test]
    public void MathNet_IsNamed_InStatisticsAlone() => Assert.That(FilesOutside("Statistics", MathNet()), Is.Empty);

    private static IEnumerable<string> FilesOutside(string room, Regex pattern) =>
        Rooms.Where(other => other != room).SelectMany(Sources).Where(source => pattern.IsMatch(source.Text)).Select(source => source.Name);

    private static IEnumerable<(string Name, string Text)> Sources(string room) =>
        Directory
            .EnumerateFiles(Path.Combine(Core, room), "*.cs", SearchOption.AllDirectories)
            .Select(path => (Path.GetRelativePath(Core, path), File.ReadAllText(path)));

    [GeneratedRegex(@"\bServeMulti\.([A-Z]\w+)")]
    private static partial Regex RoomName();

    [GeneratedRegex(@"\bProcess\.Start\(|\bnew Process\b|\bProcessStartInfo\b")]
    private static partial Regex ProcessStart();

    [GeneratedRegex(@"\b(?:Dll|Library)Import\(")]
    private static partial Regex Import();

    [GeneratedRegex(@"\bMathNet\b")]
    private static partial Regex MathNet();
}
