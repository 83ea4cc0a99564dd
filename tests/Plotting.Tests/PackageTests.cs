using System.Reflection;

namespace ServeMulti.Plotting;

public sealed class PackageTests
{
    [Test]
    public void Plotting_Package_StandsOnCoreAndCoreKnowsNothingOfIt()
    {
        var core = typeof(ServeMultiException).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name);

        Assert.That(Assembly.Load("ServeMulti.Plotting"), Is.Not.Null);
        Assert.That(core, Has.None.StartsWith("OxyPlot").And.None.EqualTo("ServeMulti.Plotting"));
    }
}
