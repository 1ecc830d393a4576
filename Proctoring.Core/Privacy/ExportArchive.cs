using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Proctoring.Core.Storage.Record;

namespace Proctoring.Core.Privacy;

/// <summary>The archive of an export: adds one entry at a time.</summary>
internal sealed class ExportArchive(ZipArchive archive, IEvidenceStore evidence)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    readonly List<string> missing = [];

    /// <summary>The files that could not be read.</summary>
    public IReadOnlyList<string> Missing => missing;

    public async Task AddJsonAsync(string name, object content, CancellationToken cancellation) =>
        await AddAsync(name, JsonSerializer.SerializeToUtf8Bytes(content, Json), cancellation).ConfigureAwait(false);

    public async Task AddAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var stream = await archive.CreateEntry(name).OpenAsync(cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
            await stream.WriteAsync(content, cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds a file of the evidence store, decrypted. A file that is lost or damaged is named at the end instead.</summary>
    public async Task AddEvidenceAsync(string name, string key, CancellationToken cancellation)
    {
        byte[]? content;
        try
        {
            content = await evidence.GetAsync(key, cancellation).ConfigureAwait(false);
        }
        catch (EvidenceDamagedException)
        {
            // The archive names it.
            content = null;
        }

        if (content is null)
            missing.Add(name);
        else
            await AddAsync(name, content, cancellation).ConfigureAwait(false);
    }

    /// <summary>The ending of a name that a candidate chose, such as ".pdf"; empty if it is not a plain one.</summary>
    public static string EndingOf(string name)
    {
        var ending = Path.GetExtension(name);
        return ending.Length is > 1 and <= 10 && ending[1..].All(char.IsAsciiLetterOrDigit) ? ending : "";
    }
}
