using Microsoft.EntityFrameworkCore;
using Proctoring.Core;
using Proctoring.Core.Sessions.Ending;
using Proctoring.Core.Storage;
using Proctoring.Core.Storage.Chain;
using Proctoring.Core.Storage.Files;
using Proctoring.Core.Storage.Record;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Storage;

/// <summary>Evidence in S3-compatible storage, on a real server of that protocol.</summary>
public sealed class EvidenceInS3Tests : IAsyncLifetime
{
    S3Server server = null!;

    public async ValueTask InitializeAsync() => server = await S3Server.StartAsync();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_store_keeps_each_entry_and_takes_over_the_folder()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Sqlite, server.Settings);
        var store = Assert.IsType<S3EvidenceStore>(host.Get<IEvidenceStore>());
        await EvidenceStoreContract.HoldsAsync(
            store,
            key => File.ReadAllBytesAsync(server.FileOf(key)),
            async key =>
            {
                var bytes = await File.ReadAllBytesAsync(server.FileOf(key));
                bytes[40] ^= 7;
                await File.WriteAllBytesAsync(server.FileOf(key), bytes);
            }
        );

        var paths = host.Get<ProctoringPaths>();
        var folder = new FolderEvidenceStore(paths.Evidence, host.Get<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>());
        await folder.PutAsync("session/earlier", "a picture"u8.ToArray(), default);
        await host.Get<FilesFromFolder>().RunAsync(default);
        Assert.Equal("a picture"u8.ToArray(), await store.GetAsync("session/earlier", default));
        Assert.Empty(Directory.GetFiles(paths.Evidence, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Evidence_moves_from_the_database_into_the_storage()
    {
        await using var host = await CoreHost.CreateAsync(DatabaseKind.Postgres, server.Settings);
        await using var database = host.OpenDatabase();
        await using var source = Npgsql.NpgsqlDataSource.Create(database.Database.GetConnectionString()!);
        var rows = new DatabaseEvidenceStore(source, host.Get<Microsoft.AspNetCore.DataProtection.IDataProtectionProvider>());
        for (var number = 0; number < 120; number++)
            await rows.PutAsync($"session/picture-{number}", BitConverter.GetBytes(number), default);

        await host.Get<FilesFromFolder>().RunAsync(default);

        Assert.Empty(await rows.KeysAsync("session", default));
        Assert.Equal(120, (await host.Get<IEvidenceStore>().KeysAsync("session", default)).Count);
        Assert.Equal(BitConverter.GetBytes(77), await host.Get<IEvidenceStore>().GetAsync("session/picture-77", default));
    }

    [Theory]
    [MemberData(nameof(TestDatabase.All), MemberType = typeof(TestDatabase))]
    public async Task Evidence_waits_while_the_storage_is_away_and_nothing_is_lost(DatabaseKind kind)
    {
        await using var host = await CoreHost.CreateAsync(kind, server.Settings);
        var access = await host.StartSessionAsync();
        await server.StopAsync();
        await host.ShowAsync(access, Scene.TwoFaces, 5);
        var refusal = await Assert.ThrowsAsync<EvidenceStoreUnavailableException>(() =>
            host.Get<IEvidenceStore>().GetAsync("session/any", Cancellation)
        );
        Assert.True(StorageFailure.IsUnavailable(refusal));

        await server.StartAgainAsync();
        await host.ShowAsync(access, Scene.OneFace, 30);
        await host.StoredAsync(access);
        var report = await host.Get<SessionCloser>().SubmitAsync(access, null, default);

        Assert.Contains(report!.Violations, violation => violation.Type == "multiple_faces_detected");
        var finding = await host.Get<ChainVerifier>().VerifyAsync(access.SessionId, default);
        Assert.True(finding.Intact, finding.Broken?.ToString());
        await using var db = host.OpenDatabase();
        var images = await db.EvidenceImages.Where(image => image.Violation!.Type == "multiple_faces_detected").ToListAsync(Cancellation);
        Assert.NotEmpty(images);
        foreach (var image in images)
            Assert.NotNull(await host.Get<IEvidenceStore>().GetAsync(image.StoreKey, default));
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
