namespace ServeMulti.FaultLab;

/// <summary>The programs under tests/TestPrograms, built beside the lab.</summary>
internal static class LabProgram
{
    /// <summary>Finds a program's assembly: .../artifacts/bin/NAME/CONFIGURATION/NAME.dll.</summary>
    public static string Find(string name)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, name, own.Name, name + ".dll");
        return File.Exists(path) ? path : throw new FileNotFoundException($"The test program {name} was not built.", path);
    }
}
