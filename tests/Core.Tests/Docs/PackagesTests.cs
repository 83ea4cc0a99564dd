using System.Xml.Linq;

namespace ServeMulti.Docs;

/// <summary>Keeps the host that checks the packages in step with them.</summary>
public sealed class PackagesTests
{
    private static readonly string[] Frameworks = ["net8.0", "net10.0"];

    private static readonly string[] Dependencies =
        ["CsvHelper", "MathNet.Numerics", "Microsoft.Extensions.Logging.Abstractions", "OxyPlot.Core", "SkiaSharp", "SkiaSharp.NativeAssets.Linux.NoDependencies"];

    [TestCaseSource(nameof(Frameworks))]
    public void ConsumerCheck_PinnedDependencies_AreTheOldestThatThePackagesAllow(string framework)
    {
        var allowed = Versions("Directory.Packages.props", "PackageVersion", framework);
        var pinned = Versions("tests/ConsumerCheck/ConsumerCheck.csproj", "PackageReference", framework);

        Assert.That(
            from package in Dependencies where pinned[package] != $"[{allowed[package]}]" select $"{package} {pinned[package]} is not {allowed[package]}",
            Is.Empty);
    }

    /// <summary>Reads the versions that hold for a framework.</summary>
    private static Dictionary<string, string> Versions(string file, string element, string framework) =>
        XDocument.Load(Path.Combine(RepositoryFolder.Root, file)).Descendants(element)
            .Where(package => Holds(package.Attribute("Condition"), framework) && Holds(package.Parent!.Attribute("Condition"), framework))
            .ToDictionary(package => package.Attribute("Include")!.Value, package => package.Attribute("Version")!.Value);

    private static bool Holds(XAttribute? condition, string framework) => condition?.Value switch
    {
        null => true,
        var text when text.Contains("$(TargetFramework)", StringComparison.Ordinal) => text.Contains("!=", StringComparison.Ordinal) != text.Contains($"'{framework}'", StringComparison.Ordinal),
        _ => true,
    };
}
