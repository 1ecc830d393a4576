using System.Text.Json;
using Proctoring.Tests.Faults;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Web;

/// <summary>An operator imports an exam with the verbs, publishes it and exports it; candidates see it after it was published.</summary>
public sealed class ExamVerbTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("proctoring-exams-").FullName;

    [Fact]
    public async Task An_imported_exam_is_published_exported_and_withdrawn()
    {
        var file = Path.Combine(folder, "capitals.gift");
        await File.WriteAllTextAsync(
            file,
            "::Spain::The capital of Spain {=Madrid ~Sevilla ~Bilbao}\n\n::Broken::No end of the answers {=yes\n",
            TestContext.Current.CancellationToken
        );
        var data = Path.Combine(folder, "data");
        await MigratedDatabase.CopyToAsync(data);
        await using var server = new ServerProcess(data, ServerProcess.FreePort(), []);
        await server.StartAsync();

        var (code, output) = await server.RunVerbAsync("import-exam", file, "--title", "Capitals", "--dry-run");
        Assert.True(code == 0, output);
        Assert.Contains("1 questions read, 1 not imported", output, StringComparison.Ordinal);
        Assert.Contains("Nothing was stored", output, StringComparison.Ordinal);
        (code, output) = await server.RunVerbAsync("import-exam", file, "--title", "Capitals");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("Capitals", await HomeAsync(server), StringComparison.Ordinal);

        (code, output) = await server.RunVerbAsync("publish-exam", "capitals");
        Assert.True(code == 0, output);
        Assert.Contains("Capitals", await HomeAsync(server), StringComparison.Ordinal);
        Assert.Equal(1, (await server.RunVerbAsync("publish-exam", "nothing")).ExitCode);
        var exported = Path.Combine(folder, "capitals.json");
        (code, output) = await server.RunVerbAsync("export-exam", "capitals", exported, "--format", "json");
        Assert.True(code == 0, output);
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(exported, TestContext.Current.CancellationToken));
        Assert.Contains("Madrid", json.RootElement.GetRawText(), StringComparison.Ordinal);
        (code, output) = await server.RunVerbAsync("backup", exported);
        Assert.Equal(1, code);
        Assert.Contains("The backup could not be written", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        (code, output) = await server.RunVerbAsync("publish-exam", "capitals", "--withdraw");
        Assert.True(code == 0, output);
        Assert.DoesNotContain("Capitals", await HomeAsync(server), StringComparison.Ordinal);
    }

    static async Task<string> HomeAsync(ServerProcess server)
    {
        using var http = new HttpClient();
        return await http.GetStringAsync(new Uri(server.Address), TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
