using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Proctoring.Core;
using Proctoring.Core.Exams;
using Proctoring.Core.Rules;
using Proctoring.Tests.Support;
using Xunit;

namespace Proctoring.Tests.Docs;

/// <summary>
/// appsettings.schema.json is generated from the options classes and the rules; this test compares, and writes the file if
/// PROCTORING_WRITE_DOCS is set.
/// </summary>
public sealed class SettingsSchemaTests
{
    static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    static readonly Dictionary<string, string> Summaries = XDocument
        .Load(Path.ChangeExtension(typeof(ProctoringOptions).Assembly.Location, ".xml"))
        .Descendants("member")
        .Where(member => member.Element("summary") is not null)
        .ToDictionary(member => member.Attribute("name")!.Value, member => Text(member.Element("summary")!), StringComparer.Ordinal);

    [Fact]
    public async Task The_schema_says_what_the_options_classes_say()
    {
        var path = Path.Combine(TestFolders.Root, "appsettings.schema.json");
        var schema = Schema().ToJsonString(Format) + "\n";
        if (Environment.GetEnvironmentVariable("PROCTORING_WRITE_DOCS") is not null)
            await File.WriteAllTextAsync(path, schema, TestContext.Current.CancellationToken);

        Assert.Equal(schema, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_settings_file_names_its_schema_and_follows_it()
    {
        var settings = JsonNode
            .Parse(await File.ReadAllTextAsync(Path.Combine(TestFolders.Root, "appsettings.json"), TestContext.Current.CancellationToken))!
            .AsObject();

        Assert.Equal("./appsettings.schema.json", settings["$schema"]!.GetValue<string>());
        AssertKnown(settings["Proctoring"]!.AsObject(), Schema()["properties"]!["Proctoring"]!, "Proctoring");
    }

    static void AssertKnown(JsonObject settings, JsonNode schema, string path)
    {
        foreach (var (key, value) in settings)
        {
            var known = schema["properties"]?[key];
            Assert.True(known is not null, $"{path}:{key} is not in the schema");
            if (value is JsonObject below)
                AssertKnown(below, known["$ref"] is null ? known : Schema()["$defs"]!["rules"]!, $"{path}:{key}");
        }
    }

    static JsonObject Schema()
    {
        var proctoring = Section(typeof(ProctoringOptions));
        var properties = proctoring["properties"]!.AsObject();
        properties["Rules"] = new JsonObject { ["$ref"] = "#/$defs/rules" };
        properties["Policies"] = new JsonObject
        {
            ["description"] = "Settings of one policy. A new name makes a new policy.",
            ["type"] = "object",
            ["additionalProperties"] = Policy(),
        };
        return new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "Settings of JobGenie Proctoring",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["ConnectionStrings"] = new JsonObject
                {
                    ["type"] = "object",
                    ["properties"] = new JsonObject
                    {
                        ["Proctoring"] = new JsonObject
                        {
                            ["description"] = "A PostgreSQL connection string. Empty: SQLite in the data folder.",
                            ["type"] = "string",
                        },
                    },
                },
                ["Proctoring"] = proctoring,
            },
            ["$defs"] = new JsonObject { ["rules"] = Rules() },
        };
    }

    static JsonObject Rules()
    {
        var rules = new JsonObject();
        foreach (var rule in RuleCatalog.Default.Rules)
        {
            var settings = new JsonObject();
            foreach (var setting in RuleSettings.SettingsOf(rule).OrderBy(setting => setting.Name, StringComparer.Ordinal))
                settings[setting.Name] = Value(setting, rule);
            rules[rule.Kind.Id] = Closed(settings, rule.Kind.Title);
        }

        return Closed(rules, "Settings of the rules, by their ids.");
    }

    static JsonObject Policy()
    {
        var weights = new JsonObject();
        foreach (var rule in RuleCatalog.Default.Rules)
        {
            weights[rule.Kind.Id] = new JsonObject
            {
                ["type"] = "number",
                ["minimum"] = 0,
                ["maximum"] = 100,
            };
        }

        return Closed(
            new JsonObject
            {
                ["BlindReview"] = new JsonObject { ["type"] = "boolean" },
                ["BreakTime"] = new JsonObject { ["type"] = "string" },
                ["CommentWithin"] = new JsonObject { ["type"] = "string" },
                ["Evidence"] = new JsonObject { ["enum"] = new JsonArray("strip", "still", "none") },
                ["GiveBackLostTime"] = new JsonObject { ["type"] = "string" },
                ["HeadChallenge"] = new JsonObject { ["enum"] = new JsonArray("Off", "AtStart", "AtRandom") },
                ["HostMayPause"] = new JsonObject { ["type"] = "boolean" },
                ["IdentityDocument"] = new JsonObject { ["type"] = "boolean" },
                ["Patience"] = new JsonObject
                {
                    ["type"] = "number",
                    ["minimum"] = 0.1,
                    ["maximum"] = 10,
                },
                ["Practice"] = new JsonObject { ["type"] = "boolean" },
                ["Retention"] = Retention(),
                ["RoomCamera"] = new JsonObject { ["enum"] = new JsonArray("off", "offered", "required") },
                ["Rules"] = new JsonObject { ["$ref"] = "#/$defs/rules" },
                ["Screen"] = new JsonObject { ["type"] = "string" },
                ["SecondReviewer"] = new JsonObject { ["type"] = "boolean" },
                ["WaitForIdentity"] = new JsonObject { ["type"] = "boolean" },
                ["Weights"] = Closed(weights, "What one flag of a rule adds to the risk score."),
            },
            null
        );
    }

    static JsonObject Retention()
    {
        var periods = new JsonObject();
        foreach (var key in ExamPolicy.RetentionKeys)
        {
            periods[key] = new JsonObject
            {
                ["type"] = "integer",
                ["minimum"] = 0,
                ["maximum"] = ExamPolicy.LongestRetention,
            };
        }

        return Closed(periods, "The days after which data of the policy's sessions is deleted; 0 never deletes it.");
    }

    static JsonObject Section(Type type)
    {
        var properties = new JsonObject();
        var defaults = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
            properties[property.Name] = SettingsCheck.IsSection(property.PropertyType)
                ? Section(property.PropertyType)
                : Value(property, defaults);
        return Closed(properties, Summaries.GetValueOrDefault($"T:{type.FullName}"));
    }

    static JsonObject Closed(JsonObject properties, string? description)
    {
        var section = new JsonObject();
        if (description is not null)
            section["description"] = description;
        section["type"] = "object";
        section["additionalProperties"] = false;
        section["properties"] = properties;
        return section;
    }

    static JsonObject Value(PropertyInfo property, object owner)
    {
        var value = new JsonObject();
        if (Summaries.TryGetValue($"P:{property.DeclaringType!.FullName}.{property.Name}", out var summary))
            value["description"] = summary;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        AddType(value, type);
        if (
            property.GetCustomAttribute<RangeAttribute>() is { Minimum: not string } range
            && value["type"]?.GetValue<string>() is "integer" or "number"
        )
        {
            value["minimum"] = Number(range.Minimum);
            value["maximum"] = Number(range.Maximum);
        }

        if (property.GetValue(owner) is { } standard && Default(standard) is { } node)
            value["default"] = node;
        return value;
    }

    static void AddType(JsonObject value, Type type)
    {
        if (type.IsEnum)
            // The server ignores the case; a schema does not.
            value["enum"] = new JsonArray([
                .. Enum.GetNames(type)
                    .SelectMany(name => new[] { name, name.ToLowerInvariant() })
                    .Distinct()
                    .Select(name => (JsonNode)JsonValue.Create(name)),
            ]);
        else if (type.IsArray)
            (value["type"], value["items"]) = ("array", new JsonObject { ["type"] = "string" });
        else
            value["type"] = type.Name switch
            {
                nameof(Boolean) => "boolean",
                nameof(Int32) or nameof(Int64) => "integer",
                nameof(Double) => "number",
                nameof(String) or nameof(TimeSpan) => "string",
                var other => throw new NotSupportedException($"A setting of the type {other} has no place in the schema"),
            };
        if (type == typeof(TimeSpan))
            value["pattern"] = @"^(\d+\.)?\d{2}:\d{2}:\d{2}(\.\d{1,7})?$";
    }

    static JsonValue? Default(object standard) =>
        standard switch
        {
            bool truth => JsonValue.Create(truth),
            int or long or double => Number(standard),
            TimeSpan time => JsonValue.Create(time.ToString("c", CultureInfo.InvariantCulture)),
            Enum name => JsonValue.Create(name is Severity ? name.ToString() : name.ToString().ToLowerInvariant()),
            string text => JsonValue.Create(text),
            _ => null,
        };

    static JsonValue Number(object number) =>
        number is double real ? JsonValue.Create(real) : JsonValue.Create(Convert.ToInt64(number, CultureInfo.InvariantCulture));

    /// <summary>A summary as one line; a reference is written as the last part of its name.</summary>
    static string Text(XElement summary)
    {
        foreach (var reference in summary.Descendants("see").ToList())
            reference.ReplaceWith(reference.Attribute("cref")?.Value.Split('.', ':')[^1] ?? "");
        return string.Join(' ', summary.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
