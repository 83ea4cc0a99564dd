using System.Reflection;
using System.Text.Json;
using ServeMulti.Parameters;

namespace ServeMulti.Results.Folder;

/// <summary>What is done with files of other versions of ServeMulti: one of an unknown format is neither read nor changed, whoever meets
/// it. Another version that wrote a known format is noted.</summary>
internal static class FormatVersions
{
    /// <summary>The format of an experiment's folder, written in <c>experiment.json</c>.</summary>
    public const int Experiment = 1;

    /// <summary>The format of the answer of a search.</summary>
    public const int Answer = 2;

    private const int LongestVersion = 60;

    /// <summary>Gets the version of this library.</summary>
    public static string Tool { get; } =
        typeof(FormatVersions).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    /// <summary>Returns why a file is not read, as what follows its name; null where its format is known.</summary>
    /// <param name="format">The format of the file.</param>
    /// <param name="newest">The newest format that is known.</param>
    /// <param name="tool">The version that wrote the file; null where it does not say.</param>
    public static string? FindProblem(int format, int newest, string? tool) =>
        format >= 1 && format <= newest
            ? null
            : $"has format {format}{(tool is null ? "" : $", written by version {Spell(tool)}")}; this version reads up to format {newest}: "
                + $"use {(tool is null ? "the version that wrote it" : "that version")} or a newer one";

    /// <summary>Returns why an answer is not read, as what follows its name; null where its format is known, or where it states none: then
    /// it is a host's own, or the original's.</summary>
    public static string? FindProblem(JsonElement answer) =>
        answer.ValueKind == JsonValueKind.Object
        && answer.TryGetProperty("formatVersion", out var format)
        && format.ValueKind == JsonValueKind.Number
            ? FindProblem(format.TryGetInt32(out var number) ? number : 0, Answer, tool: null)
            : null;

    /// <summary>Returns what is to be known of an experiment that another version wrote; null where this one did.</summary>
    public static string? FindNote(string file, string tool)
    {
        var (written, own) = (ReleaseOf(tool), ReleaseOf(Tool));
        return written == own
            ? null
            : $"{file} was last written by version {Spell(tool)} of ServeMulti, which is {Compare(written, own)} this version, {Spell(Tool)}.";
    }

    private static string Compare(string written, string own)
    {
        var areNumbers = Version.TryParse(written.Split('-')[0], out var left) & Version.TryParse(own.Split('-')[0], out var right);
        return !areNumbers || left == right ? "not"
            : left < right ? "older than"
            : "newer than";
    }

    /// <summary>What follows a plus sign names a build, and no other version.</summary>
    private static string ReleaseOf(string version) => version.Split('+')[0];

    private static string Spell(string version) => Excerpt.OneLine(ReleaseOf(version), LongestVersion);
}
