using System.ComponentModel;
using System.Diagnostics;

namespace Proctoring.Tests.Support;

/// <summary>A synthetic voice that reads a sentence, made by espeak-ng while the tests run.</summary>
internal static class Speech
{
    const string Text = "The answer to the third question is the second choice, because a stack gives back what was put in last, and a queue what was put in first.";

    /// <summary>Why there is no voice on this machine; null where there is.</summary>
    public static string? Missing { get; } = Runs("espeak-ng", "--version") ? null : "espeak-ng is missing; ./test.sh installs it.";

    /// <summary>Samples of 16 bits, the low byte first, at 16 kHz: about eight seconds.</summary>
    public static async Task<byte[]> PcmAsync()
    {
        var folder = Directory.CreateTempSubdirectory("proctoring-speech-");
        try
        {
            var (voice, raw) = (await WriteAsync(folder.FullName), Path.Combine(folder.FullName, "speech.raw"));
            await RunAsync("ffmpeg", ["-loglevel", "error", "-i", voice, "-ar", "16000", "-ac", "1", "-f", "s16le", raw]);
            return await File.ReadAllBytesAsync(raw);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Writes a WAV file into a folder; its path.</summary>
    public static async Task<string> WriteAsync(string folder)
    {
        var path = Path.Combine(folder, "speech.wav");
        await RunAsync("espeak-ng", ["-v", "en", "-w", path, Text]);
        return path;
    }

    static bool Runs(string program, string argument)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    static async Task RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} could not make the voice.");
    }
}
