using Proctoring.Core.Vision.Onnx;
using Proctoring.Tests.Vision.Onnx;
using Proctoring.Tools.Models;
using Xunit;

namespace Proctoring.Tests.Tools.Models;

/// <summary>A restore either gives the pinned files or leaves everything as it was.</summary>
public sealed class ModelRestoreTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Models_of_one_package_are_downloaded_once_and_ready_to_run()
    {
        var packages = PackageFolder.Of("first", "second");
        var restore = Restore(packages, "first", "second");
        var steps = new Steps();

        await restore.RestoreAsync(steps, Cancel);

        Assert.All(restore.Store.Check(), state => Assert.Equal(ModelCondition.Ready, state.Condition));
        Assert.Equal(1, packages.Fetched);
        Assert.Equal(
            [ModelPhase.Download, ModelPhase.Check, ModelPhase.Convert, ModelPhase.Ready, ModelPhase.Convert, ModelPhase.Ready],
            steps.Seen.Select(step => step.Phase)
        );
        Assert.Equal("Package 1 of 1: downloading tiny@1.0.0.", steps.Seen[0].Sentence);
        using var model = restore.Store.Open("second");
        Assert.Equal("second 1.0.0", model.ToString());
        AssertOnly("first.onnx", "second.onnx");
    }

    [Fact]
    public async Task What_is_ready_is_not_fetched_again()
    {
        var packages = PackageFolder.Of("first", "second");
        await Restore(packages, "first").RestoreAsync(null, Cancel);
        await Restore(packages, "first").RestoreAsync(null, Cancel);

        Assert.Equal(1, packages.Fetched);
    }

    [Fact]
    public async Task A_folder_that_has_everything_is_not_written_to()
    {
        folder.Write("first.onnx", TinyModel.File("first"));
        var before = Directory.GetLastWriteTimeUtc(folder.Path);

        await Restore(PackageFolder.Of("first"), "first").RestoreAsync(null, Cancel);

        Assert.Equal(before, Directory.GetLastWriteTimeUtc(folder.Path));
        Assert.False(File.Exists(folder.File(".lock")));
    }

    [Fact]
    public async Task A_damaged_file_is_not_used_and_is_restored()
    {
        var restore = Restore(PackageFolder.Of("first", "second"), "first", "second");
        await restore.RestoreAsync(null, Cancel);
        await File.AppendAllTextAsync(folder.File("second.onnx"), "x", Cancel);

        Assert.Equal([ModelCondition.Ready, ModelCondition.Damaged], restore.Store.Check().Select(state => state.Condition));
        Assert.Equal(ModelCondition.Damaged, Assert.Throws<ModelMissingException>(() => restore.Store.PathOf("second")).Condition);

        await restore.RestoreAsync(null, Cancel);
        Assert.Equal(folder.File("second.onnx"), restore.Store.PathOf("second"));
    }

    [Fact]
    public async Task Another_package_than_the_pinned_one_is_refused()
    {
        var restore = new ModelRestore(
            new ModelStore(folder.Path, ModelManifest.Of([TinyModel.Entry("first")])),
            packages: PackageFolder.Of("first")
        );

        await AssertFails(restore, "tiny@1.0.0", "its sha512 differs");
    }

    [Fact]
    public async Task Another_file_than_the_pinned_one_is_refused()
    {
        var packages = new PackageFolder(("weights/first.onnx", TinyModel.File("other")));

        await AssertFails(Restore(packages, "first"), "weights/first.onnx of tiny@1.0.0", "its sha256 differs");
    }

    [Fact]
    public async Task A_shard_is_checked_like_the_file_it_belongs_to()
    {
        var packages = new PackageFolder(("weights/first.onnx", TinyModel.File("first")), ("weights/shard", [1, 2, 3]));
        var entry = TinyModel.Entry("first", packages.Integrity);

        var restore = new ModelRestore(
            new ModelStore(folder.Path, ModelManifest.Of([entry with { Shards = [new ModelShard("weights/shard", entry.Sha256)] }])),
            packages: packages
        );
        await AssertFails(restore, "weights/shard of tiny@1.0.0", "its sha256 differs");

        restore = new ModelRestore(
            new ModelStore(folder.Path, ModelManifest.Of([entry with { Shards = [new ModelShard("weights/other", entry.Sha256)] }])),
            packages: packages
        );
        await AssertFails(restore, "tiny@1.0.0 has no file weights/other");
    }

    [Theory]
    [InlineData("weights/other.onnx")]
    [InlineData("../first.onnx")]
    [InlineData("more/weights/first.onnx")]
    [InlineData("weights/../weights/first.onnx")]
    public async Task A_file_that_is_not_at_its_path_is_missing(string path) =>
        await AssertFails(
            Restore(new PackageFolder([(path, TinyModel.File("first"))]), "first"),
            "tiny@1.0.0 has no file weights/first.onnx"
        );

    [Fact]
    public async Task A_model_with_another_input_than_the_manifest_says_is_refused()
    {
        var packages = PackageFolder.Of("first");
        var entry = TinyModel.Entry("first", packages.Integrity) with { Input = new ModelTensor("in", [1, 9, 9, 1], "anything") };

        var restore = new ModelRestore(new ModelStore(folder.Path, ModelManifest.Of([entry])), packages: packages);
        await AssertFails(restore, "first of tiny@1.0.0", "its input is in [-1, 2, 2, 1]");
    }

    [Fact]
    public async Task A_download_cut_off_half_way_leaves_nothing()
    {
        using var cancel = new CancellationTokenSource();
        var packages = new PackageFolder(("weights/first.onnx", TinyModel.File("first")))
        {
            Before = async (workspace, token) =>
            {
                await File.WriteAllBytesAsync(Path.Combine(workspace, "half.tgz"), new byte[100], token);
                await cancel.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        };
        var restore = Restore(packages, "first");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => restore.RestoreAsync(null, cancel.Token));

        Assert.Equal(ModelCondition.Missing, Assert.Single(restore.Store.Check()).Condition);
        AssertOnly();
    }

    [Fact]
    public async Task Giving_up_while_converting_keeps_what_was_there()
    {
        using var cancel = new CancellationTokenSource();
        await File.WriteAllTextAsync(folder.File("first.onnx"), "an older version", Cancel);
        var restore = Restore(PackageFolder.Of("first"), "first");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            restore.RestoreAsync(
                new Steps(step =>
                {
                    if (step.Phase == ModelPhase.Convert)
                        cancel.Cancel();
                }),
                cancel.Token
            )
        );

        Assert.Equal("an older version", await File.ReadAllTextAsync(folder.File("first.onnx"), Cancel));
        AssertOnly("first.onnx");
    }

    [Fact]
    public async Task What_a_killed_restore_left_behind_is_cleared_away()
    {
        Directory.CreateDirectory(folder.File(".restore"));
        await File.WriteAllTextAsync(folder.File(".restore/old.tgz"), "half", Cancel);

        await Restore(PackageFolder.Of("first"), "first").RestoreAsync(null, Cancel);

        AssertOnly("first.onnx");
    }

    [Fact]
    public async Task Of_two_restores_at_once_the_second_waits_and_finds_all_done()
    {
        var downloading = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var packages = new PackageFolder(("weights/first.onnx", TinyModel.File("first")))
        {
            Before = async (_, _) =>
            {
                downloading.SetResult();
                await goOn.Task;
            },
        };
        var steps = new Steps(_ => goOn.TrySetResult());

        var first = Restore(packages, "first").RestoreAsync(null, Cancel);
        await downloading.Task;
        await Restore(packages, "first").RestoreAsync(steps, Cancel);
        await first;

        Assert.Equal(ModelPhase.Wait, Assert.Single(steps.Seen).Phase);
        Assert.Equal(1, packages.Fetched);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_explained()
    {
        var models = Path.Combine(folder.Write("a file in the way", []), "models");
        var restore = new ModelRestore(new ModelStore(models, ModelManifest.Of([TinyModel.Entry("first")])), packages: PackageFolder.Of());

        await AssertFails(restore, "cannot be written");
    }

    ModelRestore Restore(PackageFolder packages, params IEnumerable<string> ids) =>
        new(
            new ModelStore(folder.Path, ModelManifest.Of([.. ids.Select(id => TinyModel.Entry(id, packages.Integrity))])),
            packages: packages
        );

    async Task AssertFails(ModelRestore restore, params string[] words)
    {
        var failure = await Assert.ThrowsAsync<ModelRestoreException>(() => restore.RestoreAsync(null, Cancel));

        Assert.All(words, word => Assert.Contains(word, failure.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', failure.Message);
        Assert.DoesNotContain(ModelCondition.Ready, restore.Store.Check().Select(state => state.Condition));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.onnx", SearchOption.AllDirectories));
        Assert.Empty(Directory.EnumerateFiles(folder.Path, "*.tgz", SearchOption.AllDirectories));
    }

    void AssertOnly(params string[] files) =>
        Assert.Equal(
            files.Append(".lock").Order(),
            Directory.EnumerateFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)).Order()
        );
}
