using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
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
internal sealed record VerbArguments(string Path, bool Json, string? Html = null)
{
    /// <summary>The format of results: one line, snake_case.</summary>
    public static JsonSerializerOptions Format { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Reads `PATH [--json]` and, if allowed, `[--html FILE]` in any order; null for any other arguments.</summary>
    public static VerbArguments? Parse(IReadOnlyList<string> args, bool html = false)
    {
        var rest = args.ToList();
        string? page = null;
        if (html && rest.IndexOf("--html") is var at and >= 0)
        {
            page = rest.ElementAtOrDefault(at + 1);
            if (string.IsNullOrEmpty(page) || page.StartsWith("--", StringComparison.Ordinal))
                return null;
            rest.RemoveRange(at, 2);
        }

        var paths = rest.Where(a => !a.StartsWith("--", StringComparison.Ordinal)).ToList();
        var flags = rest.Where(a => a.StartsWith("--", StringComparison.Ordinal)).ToList();
        if (paths.Count != 1 || paths[0].Length == 0 || flags.Exists(f => f != "--json"))
            return null;
        return new VerbArguments(paths[0], flags.Count > 0, page);
    }

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
