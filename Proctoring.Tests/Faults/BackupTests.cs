using Microsoft.Data.Sqlite;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Faults;

/// <summary>Backs up a server under load, restores it elsewhere and verifies everything, as an operator does with the verbs.</summary>
public sealed class BackupTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("proctoring-backup-").FullName;

    public static TheoryData<DatabaseKind> Databases => TestDatabase.All;

    [Theory]
    [MemberData(nameof(Databases))]
    public async Task A_backup_under_load_is_intact_where_it_is_restored(DatabaseKind kind)
    {
        await using var database = await TestDatabase.CreateMigratedAsync(kind);
        await using var scene = await FaultScene.PrepareAsync(Path.Combine(folder, "data"), Connection(database));
        await scene.Server.StartAsync();
        scene.BeginWork();
        await scene.ExpectMoreAsync("the exam runs", Enum.GetValues<Acknowledged>().Except([Acknowledged.Answer]).ToArray());
        var backup = Path.Combine(folder, "backup");

        var (code, output) = await scene.Server.RunVerbAsync("backup", backup);

        Assert.True(code == 0, output);
        await scene.ExpectMoreAsync("the exam continues", Acknowledged.Event, Acknowledged.Signal);
        await scene.EndWorkAsync();
        Assert.Empty(scene.Differences);
        (code, output) = await scene.Server.RunVerbAsync("backup", backup);
        Assert.Equal((1, true), (code, output.Contains("is not empty", StringComparison.Ordinal)));

        await using var elsewhere = await TestDatabase.CreateAsync(kind);
        await using var restored = new ServerProcess(
            Path.Combine(folder, "restored"),
            ServerProcess.FreePort(),
            [Connection(elsewhere), ("Proctoring:Api:CallsPerKey", "1000000")]
        );
        (code, output) = await restored.RunVerbAsync("restore", backup);
        Assert.True(code == 0, output);
        Assert.Contains("all records are intact", output, StringComparison.Ordinal);
        (code, output) = await restored.RunVerbAsync("restore", backup);
        Assert.Equal((1, true), (code, output.Contains("empty", StringComparison.Ordinal)));
        await restored.StartAsync();
        Assert.True(await restored.AnswersAsync("/health/live"));
        (code, output) = await restored.RunVerbAsync("verify", "all");
        Assert.True(code == 0, output);
    }

    /// <summary>A copy of a backup that lacks its database, and a database that does not answer.</summary>
    [Theory]
    [InlineData("false", "")]
    [InlineData("true", "Host=127.0.0.1;Port=1;Database=proctoring;Username=proctoring;Timeout=2")]
    public async Task A_backup_that_cannot_be_restored_is_a_sentence(string postgres, string connection)
    {
        var backup = Directory.CreateDirectory(Path.Combine(folder, "backup")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(backup, "backup.json"),
            $$"""{"layout":1,"at":"2026-11-30T08:00:00Z","postgres":{{postgres}},"migration":"x","files":0}""",
            TestContext.Current.CancellationToken
        );
        await using var restored = new ServerProcess(
            Path.Combine(folder, "restored"),
            ServerProcess.FreePort(),
            [("ConnectionStrings:Proctoring", connection)]
        );

        var (code, output) = await restored.RunVerbAsync("restore", backup);

        Assert.Equal(1, code);
        Assert.Contains("The backup could not be restored", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at Proctoring", output, StringComparison.Ordinal);
    }

    static (string Key, string Value) Connection(TestDatabase database) => ("ConnectionStrings:Proctoring", database.Connection ?? "");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
