using System.Globalization;
using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Tools.Evaluation;

/// <summary>The exit codes of the measuring verbs.</summary>
internal static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}

/// <summary>The arguments of both measuring verbs.</summary>
/// <param name="Path">The folder or file.</param>
/// <param name="Json">Writes the result as JSON on the last line.</param>
/// <param name="Html">The file for the result as HTML; only for evaluate.</param>
/// <param name="Size">The size that the pictures are changed to; only for bench; null leaves them as they are.</param>
internal sealed record VerbArguments(string Path, bool Json, string? Html = null, Size? Size = null)
{
    const int LargestSide = 4096;

    /// <summary>The format of results: one line, snake_case.</summary>
    public static JsonSerializerOptions Format { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads `PATH [--json]` and, if allowed, `[--html FILE]` and `[--size WIDTHxHEIGHT]` in any order; null for any other
    /// arguments.</summary>
    public static VerbArguments? Parse(IReadOnlyList<string> args, bool html = false, bool size = false)
    {
        var rest = args.ToList();
        string? page = null;
        Size? wanted = null;
        if (html && !TakeValue(rest, "--html", out page))
            return null;
        if (size)
        {
            if (!TakeValue(rest, "--size", out var text) || (text is not null && SizeOf(text) is null))
                return null;
            wanted = text is null ? null : SizeOf(text);
        }

        var paths = rest.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
        var flags = rest.Where(a => a.StartsWith("--", StringComparison.Ordinal)).ToList();
        if (paths.Count != 1 || paths[0].Length == 0 || flags.Exists(f => f != "--json"))
            return null;
        return new VerbArguments(paths[0], flags.Count > 0, page, wanted);
    }

    /// <summary>Removes a flag and its value, which is null if the flag is missing. Returns false if the flag has no value.</summary>
    static bool TakeValue(List<string> args, string flag, out string? value)
    {
        value = null;
        var at = args.IndexOf(flag);
        if (at < 0)
            return true;
        value = args.ElementAtOrDefault(at + 1);
        if (string.IsNullOrEmpty(value) || value.StartsWith("--", StringComparison.Ordinal))
            return false;
        args.RemoveRange(at, 2);
        return true;
    }

    static Size? SizeOf(string text) =>
        text.Split('x') is [var width, var height] && SideOf(width) is { } across && SideOf(height) is { } down
            ? new Size(across, down)
            : null;

    static int? SideOf(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is > 0 and <= LargestSide ? side : null;

    /// <summary>Loads the models. Returns null and writes a sentence to <paramref name="error"/> if they are missing or damaged.</summary>
    public static async Task<T?> LoadAsync<T>(Func<T> load, TextWriter error)
        where T : class
    {
        try
        {
            return load();
        }
        catch (Exception e)
            when (e
                    is IOException
                        or OnnxRuntimeException
                        or InvalidOperationException
                        or UnauthorizedAccessException
                        or ModelMissingException
            )
        {
            await error.WriteLineAsync($"The models can't be loaded: {e.Message.ReplaceLineEndings(" ")}");
            return null;
        }
    }
}
