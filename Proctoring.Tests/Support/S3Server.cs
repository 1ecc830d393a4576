using System.Diagnostics;
using System.Net.Sockets;

namespace Proctoring.Tests.Support;

/// <summary>A small server that speaks the protocol of S3: s3rver, from npm.</summary>
internal sealed class S3Server : IAsyncDisposable
{
    const string Package = "s3rver@3.7.1";

    readonly string folder = Directory.CreateTempSubdirectory("proctoring-s3-").FullName;
    readonly int port = DemoHost.FreePort();
    Process? process;

    S3Server() { }

    /// <summary>The settings that name this server. It accepts this access key only.</summary>
    public (string, string)[] Settings =>
        [
            ("Proctoring:Storage:Evidence", "S3"),
            ("Proctoring:Storage:S3:Endpoint", $"http://127.0.0.1:{port}"),
            ("Proctoring:Storage:S3:Bucket", "evidence"),
            ("Proctoring:Storage:S3:AccessKey", "S3RVER"),
            ("Proctoring:Storage:S3:SecretKey", "S3RVER"),
        ];

    public static async Task<S3Server> StartAsync()
    {
        var server = new S3Server();
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The file in which the server keeps the evidence of a key.</summary>
    public string FileOf(string key) => Path.Combine(folder, "evidence", $"{key}.bin._S3rver_object");

    public async Task StartAgainAsync()
    {
        process = Process.Start(
            new ProcessStartInfo(
                "npx",
                ["--yes", Package, "--address", "127.0.0.1", "--port", $"{port}", "--directory", folder, "--configure-bucket", "evidence"]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        _ = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        var began = Stopwatch.GetTimestamp();
        while (!await ListensAsync())
        {
            if (process.HasExited)
                throw new InvalidOperationException($"{Package} did not start: {await errors}");
            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromMinutes(2))
                throw new TimeoutException($"{Package} does not listen.");
            await Task.Delay(100);
        }
    }

    public async Task StopAsync()
    {
        process!.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    async Task<bool> ListensAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process!.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
