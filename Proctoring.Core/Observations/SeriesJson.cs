using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Proctoring.Core.Observations;

/// <summary>How stored observations write facts: without null facts, and with no more digits than the measurement has.</summary>
internal static class SeriesJson
{
    public static JsonSerializerOptions Options { get; } =
        new(JsonSerializerDefaults.Web)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            IgnoreReadOnlyProperties = true,
            Converters = { new Milliseconds(), new Moments(), new Rounded(), new JsonStringEnumConverter() },
        };

    /// <summary>Rounds shares and scores to thousandths, degrees and brightness to tenths. Values near 0 or 1 keep their digits.</summary>
    sealed class Rounded : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            (float)reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(float.IsFinite(value) ? Round(Math.Clamp(value, -1e9f, 1e9f)) : 0);

        static decimal Round(float value) =>
            MathF.Abs(value) switch
            {
                // One changed cell must not be rounded to zero: that would be a frozen picture.
                < 0.01f => Math.Round((decimal)value, 6),
                > 0.999f and < 1 => Math.Sign(value) * 0.999m,
                < 10 => Math.Round((decimal)value, 3),
                _ => Math.Round((decimal)value, 1),
            };
    }

    sealed class Moments : JsonConverter<DateTime>
    {
        public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64()).UtcDateTime;

        public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(new DateTimeOffset(value, TimeSpan.Zero).ToUnixTimeMilliseconds());
    }

    sealed class Milliseconds : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeSpan.FromMilliseconds(reader.GetInt64());

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteNumberValue((long)value.TotalMilliseconds);
    }
}

/// <summary>Shortens a column of values: repeated values become runs, whole numbers become differences.</summary>
internal static class Columns
{
    /// <summary>Marks a column of differences; no JSON value begins with this character.</summary>
    const string Differences = "~";

    /// <summary>Marks a value and the number of its repetitions.</summary>
    const string Run = "*";

    public static List<string> Shrink(IReadOnlyList<string> values)
    {
        if (values.Count > 1 && values.All(value => value == values[0]))
            return [Run + values.Count.ToString(CultureInfo.InvariantCulture), values[0]];
        if (
            values.Count < 3
            || !values.All(value => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        )
            return [.. values];
        var numbers = values.Select(value => long.Parse(value, CultureInfo.InvariantCulture)).ToList();
        return
        [
            Differences,
            .. numbers.Select(
                (number, index) => (index == 0 ? number : number - numbers[index - 1]).ToString(CultureInfo.InvariantCulture)
            ),
        ];
    }

    public static IEnumerable<string> Grow(IReadOnlyList<string> column)
    {
        if (column is [var first, var value] && first.StartsWith(Run, StringComparison.Ordinal))
            return Enumerable.Repeat(value, int.Parse(first[1..], CultureInfo.InvariantCulture));
        if (column is not [Differences, ..])
            return column;
        var sum = 0L;
        return column
            .Skip(1)
            .Select(difference => (sum += long.Parse(difference, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture))
            .ToList();
    }
}
