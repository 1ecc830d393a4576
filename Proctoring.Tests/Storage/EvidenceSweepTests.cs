using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Storage.Files;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>A start removes the remains of a crash, never the files of sessions that the database has lost, and protects files from other
/// users.</summary>
public sealed class EvidenceSweepTests
{
    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_picture_without_a_row_and_a_half_written_one_are_removed(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        var (store, orphan) = (host.Get<IEvidenceStore>(), $"{access.SessionId:N}/0123");
        await store.PutAsync(orphan, new byte[] { 1, 2, 3 }, default);
        var half = Path.Combine(host.Get<ProctoringPaths>().Evidence, $"{access.SessionId:N}", "4567.bin.89.part");
        await File.WriteAllBytesAsync(half, [1], TestContext.Current.CancellationToken);

        var swept = await host.Get<EvidenceSweep>().RunAsync(default);

        Assert.Equal(new SweptFiles(1, 1, 0), swept);
        Assert.Null(await store.GetAsync(orphan, default));
        Assert.False(File.Exists(half));
    }

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task Pictures_of_a_session_that_the_database_has_lost_are_not_removed(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind);
        var access = await host.OpenSessionAsync();
        var (store, picture) = (host.Get<IEvidenceStore>(), $"{access.SessionId:N}/0123");
        await store.PutAsync(picture, new byte[] { 1, 2, 3 }, default);
        await using (var db = host.OpenDatabase())
        {
            await db.ChainLinks.Where(link => link.ChainId == access.SessionId).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.ChainHeads.Where(head => head.ChainId == access.SessionId).ExecuteDeleteAsync(TestContext.Current.CancellationToken);
            await db.Sessions.ExecuteDeleteAsync(TestContext.Current.CancellationToken);
        }

        var swept = await host.Get<EvidenceSweep>().RunAsync(default);

        Assert.Equal(new SweptFiles(0, 0, 1), swept);
        Assert.NotNull(await store.GetAsync(picture, default));
    }

    [Fact]
    public async Task Only_the_servers_user_can_read_files_and_folders()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        await using var host = await CoreHost.CreateAsync();
        await host.StartSessionAsync();
        var paths = host.Get<ProctoringPaths>();

        string[] files =
        [
            .. Directory.GetFiles(paths.Data),
            .. Directory.GetFiles(paths.Keys),
            .. Directory.GetFiles(paths.Evidence, "*", SearchOption.AllDirectories),
        ];
        string[] folders = [paths.Data, paths.Keys, paths.Evidence, .. Directory.GetDirectories(paths.Evidence)];

        Assert.Contains(files, file => file.EndsWith(".db", StringComparison.Ordinal));
        Assert.Contains(files, file => file.EndsWith(".db-wal", StringComparison.Ordinal));
#pragma warning disable CA1416 // Not on Windows, see above.
        Assert.All(files, file => Assert.Equal(PrivateFiles.FileMode, File.GetUnixFileMode(file)));
        Assert.All(folders, folder => Assert.Equal(PrivateFiles.FolderMode, File.GetUnixFileMode(folder)));
#pragma warning restore CA1416
    }
}
