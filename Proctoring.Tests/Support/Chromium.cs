using System.Diagnostics;
using Microsoft.Playwright;

namespace Proctoring.Tests.Support;

/// <summary>The scene in front of Chromium's camera and microphone.</summary>
internal enum Camera
{
    /// <summary>Chromium's own fake device plays a clip of the candidate.</summary>
    Clip,

    /// <summary>The same clip, with speech on the microphone.</summary>
    Speaking,

    /// <summary>The candidate denies the browser's permission prompt.</summary>
    Denied,

    /// <summary>No camera is connected.</summary>
    None,
}

/// <summary>The real Chromium, started on first use and shared by all tests; one for each kind of camera.</summary>
public sealed class Chromium : IAsyncDisposable
{
    static readonly string[] Quiet =
    [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ];

    readonly SemaphoreSlim gate = new(1);
    readonly Dictionary<(Camera Camera, string Program), IBrowser> browsers = [];
    readonly string folder = Directory.CreateTempSubdirectory("proctoring-camera-").FullName;
    IPlaywright? playwright;

    /// <summary>The program's path: CHROMIUM_PATH or a usual location.</summary>
    internal static string Program { get; } =
        new[]
        {
            Environment.GetEnvironmentVariable("CHROMIUM_PATH"),
            "/usr/bin/chromium",
            "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome",
        }.FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException("Chromium is missing; ./test.sh installs it.");

    /// <summary>The same browser without a window's frame, if it is installed: its pages need about two thirds of the work.</summary>
    static readonly string Shell = File.Exists("/usr/bin/chromium-headless-shell") ? "/usr/bin/chromium-headless-shell" : Program;

    /// <summary>Opens a browser of its own for one person.</summary>
    /// <param name="camera">What is in front of the camera.</param>
    /// <param name="options">Size, language and the like.</param>
    /// <param name="whole">Whether the person needs the whole browser: the shell denies a frame of another site no storage.</param>
    internal async Task<IBrowserContext> OpenContextAsync(Camera camera, BrowserNewContextOptions options, bool whole = false)
    {
        var context = await (await OpenAsync(camera, whole ? Program : Shell)).NewContextAsync(options);
        // The shell ignores the flag that gives the permission without a question.
        if (!whole && Shell != Program && camera is (Camera.Clip or Camera.Speaking))
            await context.GrantPermissionsAsync([.. options.Permissions ?? [], "camera", "microphone"]);
        return context;
    }

    async Task<IBrowser> OpenAsync(Camera camera, string program)
    {
        await gate.WaitAsync();
        try
        {
            if (browsers.TryGetValue((camera, program), out var open))
                return open;
            // Two tests share two cores, and a page may wait for seconds.
            Assertions.SetDefaultExpectTimeout(15_000);
            playwright ??= await Playwright.CreateAsync();
            return browsers[(camera, program)] = await playwright.Chromium.LaunchAsync(
                new() { ExecutablePath = program, Args = [.. Quiet, .. await FlagsAsync(camera)] }
            );
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>The flags that play a clip of the candidate to the camera.</summary>
    internal async Task<string[]> FlagsAsync(Camera camera) =>
        camera switch
        {
            Camera.Clip =>
            [
                "--use-fake-ui-for-media-stream",
                "--use-fake-device-for-media-stream",
                $"--use-file-for-fake-video-capture={await ClipAsync()}",
            ],
            Camera.Speaking => [.. await FlagsAsync(Camera.Clip), $"--use-file-for-fake-audio-capture={await Speech.WriteAsync(folder)}"],
            Camera.Denied => ["--use-fake-ui-for-media-stream=deny", "--use-fake-device-for-media-stream"],
            _ => ["--use-fake-ui-for-media-stream"],
        };

    public async ValueTask DisposeAsync()
    {
        foreach (var browser in browsers.Values)
            await browser.CloseAsync();
        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The candidate with slight movement: a slow zoom in and out, so no two frames are equal. Uncompressed and at 5 frames a
    /// second, because Chromium's share of a test's work is large; the page takes two a second.</summary>
    async Task<string> ClipAsync()
    {
        var clip = Path.Combine(folder, "candidate.y4m");
        if (File.Exists(clip))
            return clip;
        var still = Path.Combine(folder, "candidate.jpg");
        await File.WriteAllBytesAsync(still, TestFaces.Candidate);
        using var ffmpeg = Process.Start(
            new ProcessStartInfo(
                "ffmpeg",
                [
                    "-loglevel",
                    "error",
                    "-loop",
                    "1",
                    "-i",
                    still,
                    "-vf",
                    "zoompan=z='1.03+0.03*sin(2*PI*on/60)':d=1:x='iw/2-iw/zoom/2':y='ih/2-ih/zoom/2':s=640x480:fps=15,fps=5,format=yuv420p",
                    "-t",
                    "4",
                    clip,
                ]
            )
        )!;
        await ffmpeg.WaitForExitAsync();
        return ffmpeg.ExitCode == 0 ? clip : throw new InvalidOperationException("ffmpeg could not make the camera's clip.");
    }
}
