namespace ServeMulti.Results;

[TestFixture]
public sealed class FileResultStoreContractTests : ResultStoreContract
{
    private readonly ScratchFolder _folder = new();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    internal override IResultStore Open() =>
        new FileResultStore(
            _folder.Path,
            "experiment",
            new FileResultStoreOptions
            {
                Mode = Directory.Exists(_folder["experiment"]) ? ExperimentMode.Resume : ExperimentMode.New,
                IsDurable = false,
            }
        );
}
