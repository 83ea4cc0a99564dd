namespace ServeMulti;

/// <summary>The programs that tests start as a user does: those of tests/TestPrograms/Compiled.</summary>
internal static class CompiledProgram
{
    /// <summary>Gets the folder that holds all of them: .../artifacts/compiled/CONFIGURATION.</summary>
    public static string Folder { get; } = FindFolder();

    /// <summary>Finds the executable of a program.</summary>
    public static string Find(string name)
    {
        var path = Path.Combine(Folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
        return File.Exists(path) ? path : throw new FileNotFoundException($"The program {name} was not built.", path);
    }

    private static string FindFolder()
    {
        // .../artifacts/bin/Cli.Tests/debug/
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(own.Parent!.Parent!.Parent!.FullName, "compiled", own.Name);
    }
}
