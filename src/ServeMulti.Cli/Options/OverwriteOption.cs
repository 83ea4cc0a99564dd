using System.CommandLine;

namespace ServeMulti.Cli.Options;

/// <summary>The option of every command that writes files: whether one that ServeMulti did not write may be replaced.</summary>
internal static class OverwriteOption
{
    public static Option<bool> Create() =>
        new("--overwrite") { Description = "Replaces a file that ServeMulti did not write. Its own files are always replaced." };
}
