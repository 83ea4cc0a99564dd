using System.Runtime.CompilerServices;

namespace ServeMulti;

/// <summary>Children that a test kills leave nothing in the folder for temporary files: by default the runtime keeps pipes for debuggers
/// there.</summary>
internal static class ChildRuntime
{
    [ModuleInitializer]
    internal static void OpenNoPipes() => Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
}
