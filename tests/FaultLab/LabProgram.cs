namespace ServeMulti.FaultLab;

/// <summary>The programs under tests/TestPrograms, built beside the lab.</summary>
internal static class LabProgram
{
    /// <summary>Finds a program's assembly: .../artifacts/bin/NAME/CONFIGURATION/NAME.dll.</summary>
    public static string Find(string name) => Find(name, name + ".dll");

    /// <summary>Finds a file of a program: .../artifacts/bin/NAME/CONFIGURATION/FILE.</summary>
    public static string Find(string name, string file)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, file);
        return File.Exists(path) ? path : throw new FileNotFoundException($"The test program {name} was not built.", path);
    }
}
