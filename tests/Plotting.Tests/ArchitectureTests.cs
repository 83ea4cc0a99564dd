namespace ServeMulti.Plotting;

/// <summary>Keeps plotting out of the library: whoever draws nothing gets none of it.</summary>
public sealed class ArchitectureTests
{
    [Test]
    public void Core_ReferencesNothingThatDraws() =>
        Assert.That(
            typeof(ServeMultiException).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name),
            Has.None.Contains("OxyPlot").And.None.Contains("Skia").And.None.EqualTo("ServeMulti.Plotting")
        );
}
