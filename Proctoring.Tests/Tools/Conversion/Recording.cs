using System.Text.Json;

namespace Proctoring.Tests.Tools.Conversion;

/// <summary>The results of a model's original runtime for the synthetic pictures, recorded by the programs in recorders/.</summary>
internal sealed record Recording(string Runtime, IReadOnlyList<IReadOnlyDictionary<string, RecordedOutput>> Pictures)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Recording Of(string id) =>
        JsonSerializer.Deserialize<Recording>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Tools", "Conversion", $"{id}.json")),
            Json
        )!;
}

/// <summary>One output: its length, the sum of its absolute values, and every <paramref name="Step"/>th value.</summary>
internal sealed record RecordedOutput(int Length, double AbsoluteSum, int Step, IReadOnlyList<float> Values);
