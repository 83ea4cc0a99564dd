using ServeMulti.Docs;

namespace ServeMulti.Testing;

/// <summary>Keeps the package small: it depends on Core alone, whatever test framework its user has.</summary>
public sealed class ArchitectureTests
{
    [Test]
    public void Package_References_CoreAlone()
    {
        var references = typeof(FakeServerLauncher).Assembly.GetReferencedAssemblies().Select(name => name.Name!);

        Assert.That(
            references.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)),
            Is.EquivalentTo(new[] { "ServeMulti.Core" })
        );
    }

    [Test]
    public void PublicTypes_AreOnAPage()
    {
        var folder = Path.Combine(RepositoryFolder.Root, "docs", "how-to");
        var page = File.ReadAllText(Path.Combine(folder, "test-with-fakes.md")) + File.ReadAllText(Path.Combine(folder, "gates.md"));

        Assert.That(
            typeof(FakeServerLauncher)
                .Assembly.GetExportedTypes()
                .Select(type => type.Name.Split('`')[0])
                .Where(name => !page.Contains(name, StringComparison.Ordinal)),
            Is.Empty
        );
    }
}
