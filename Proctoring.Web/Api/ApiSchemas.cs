using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Proctoring.Web.Api;

/// <summary>Describes each type of the wire once, under its name, in the OpenAPI document.</summary>
internal sealed class ApiSchemas(OpenApiOperationTransformerContext context)
{
    /// <summary>The key of a schema's metadata under which the type it describes is found.</summary>
    const string TypeKey = "type";

    /// <summary>The key of a schema's metadata that marks a property that may be null.</summary>
    const string NullableKey = "nullable";

    OpenApiDocument Document => context.Document!;

    /// <summary>Refers to the schema of a type, which is added to the document the first time.</summary>
    public async Task<OpenApiSchemaReference> ReferToAsync(Type type, CancellationToken cancellation)
    {
        var name = NameOf(type);
        if (Document.Components?.Schemas?.ContainsKey(name) != true)
        {
            var schema = await context.GetOrCreateSchemaAsync(type, null, cancellation);
            Document.AddComponent(name, schema);
            await ReferToPartsAsync(schema, cancellation);
        }

        return new OpenApiSchemaReference(name, Document);
    }

    /// <summary>Refers to the envelope of a type: the members of the data are in it once more, at its top level.</summary>
    public async Task<OpenApiSchemaReference> ReferToEnvelopeAsync(Type data, CancellationToken cancellation)
    {
        var reference = await ReferToAsync(data, cancellation);
        var members = (OpenApiSchema)Document.Components!.Schemas![NameOf(data)];
        var name = NameOf(data).Replace("Data", "Answer", StringComparison.Ordinal);
        if (!Document.Components.Schemas.ContainsKey(name))
        {
            var envelope = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The members of data are here once more.",
                Required = new HashSet<string>(["success", "message", "data", .. members.Required ?? new HashSet<string>()]),
                Properties = new Dictionary<string, IOpenApiSchema>
                {
                    ["success"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Enum = [JsonValue.Create(true)] },
                    ["message"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The result in words, for people." },
                    ["data"] = reference,
                },
            };
            foreach (var (member, schema) in members.Properties!)
                envelope.Properties.Add(member, schema);
            Document.AddComponent(name, envelope);
        }

        return new OpenApiSchemaReference(name, Document);
    }

    /// <summary>The schema of a query parameter's values.</summary>
    public static OpenApiSchema OfParameter(ApiParameter parameter) =>
        parameter.Type switch
        {
            { IsEnum: true } type => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Enum = [.. Enum.GetNames(type).Select(name => JsonValue.Create(ApiJson.Name(name))!)],
            },
            var type when type == typeof(int) => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "1",
                Maximum = parameter.Most?.ToString(CultureInfo.InvariantCulture),
                Default = parameter.Usual is { } usual ? JsonValue.Create(usual) : null,
            },
            var type when type == typeof(bool) => new OpenApiSchema { Type = JsonSchemaType.Boolean },
            var type when type == typeof(DateTime) => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date-time" },
            _ => new OpenApiSchema { Type = JsonSchemaType.String },
        };

    /// <summary>Describes the values that our own field readers accept, the values of texts that are lists of words, and that required
    /// fields are not null.</summary>
    public static Task DescribeAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellation)
    {
        var type = context.JsonTypeInfo.Type;
        if (IsNamed(context.JsonTypeInfo))
            (schema.Metadata ??= new Dictionary<string, object>())[TypeKey] = type;
        if (context.JsonPropertyInfo?.IsGetNullable == true)
            (schema.Metadata ??= new Dictionary<string, object>())[NullableKey] = true;
        if ((Nullable.GetUnderlyingType(type) ?? type).IsEnum)
            schema.Type = JsonSchemaType.String | (type.IsEnum ? 0 : JsonSchemaType.Null);
        if (type == typeof(PictureData))
            (schema.Type, schema.Description) = (JsonSchemaType.String, "A JPEG, PNG or WebP as a data URL or in base64.");
        else if (type == typeof(StudentField))
            (schema.Type, schema.Description) = (
                JsonSchemaType.String | JsonSchemaType.Integer,
                "A string is your own id of the student; a number is ours."
            );
        else if (type == typeof(EventNameField))
            (schema.Type, schema.Description) = (JsonSchemaType.String, "A rule's id, an alias, or your own name of the event.");
        else if (type == typeof(ExamNumberField))
            (schema.Type, schema.Description) = (
                JsonSchemaType.Integer,
                "The exam. Without one of yours, the frame is judged by itself and nothing is recorded."
            );
        else if (type == typeof(FileData))
            (schema.Type, schema.Description) = (JsonSchemaType.String, "The file in base64, or as a data URL.");
        else if (type == typeof(FileText))
            (schema.Type, schema.Description) = (JsonSchemaType.String, "The file as text.");
        else if (type == typeof(SeenThings) || type == typeof(SubmittedThings))
            (schema.Type, schema.Description, schema.Items) = (
                JsonSchemaType.String | JsonSchemaType.Array,
                "A text, or a list of texts or of objects with a \"class\".",
                new OpenApiSchema()
            );
        DescribeValues(schema, context);
        RequireValues(schema, type);
        return Task.CompletedTask;
    }

    static void DescribeValues(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var attributes = context.JsonPropertyInfo?.AttributeProvider?.GetCustomAttributes(false) ?? [];
        if (attributes.OfType<AllowedValuesAttribute>().FirstOrDefault() is { } allowed)
            schema.Enum = [.. allowed.Values.Select(value => JsonValue.Create($"{value}")!)];
        if (attributes.OfType<KnownValuesAttribute>().FirstOrDefault() is not { } known)
            return;
        var described = schema.Items as OpenApiSchema ?? schema;
        described.Enum = [.. known.Values.Select(value => JsonValue.Create(value)!)];
    }

    static void RequireValues(OpenApiSchema schema, Type type)
    {
        foreach (var name in schema.Required ?? new HashSet<string>())
        {
            if (
                type.Name.EndsWith("Body", StringComparison.Ordinal)
                && schema.Properties?.TryGetValue(name, out var field) == true
                && field is OpenApiSchema { Type: { } types } required
            )
                required.Type = types & ~JsonSchemaType.Null;
        }
    }

    async Task ReferToPartsAsync(OpenApiSchema schema, CancellationToken cancellation)
    {
        schema.Description = OneLine(schema.Description);
        foreach (var (name, part) in schema.Properties?.ToList() ?? [])
            schema.Properties![name] = await ReferToPartAsync(part, cancellation);
        if (schema.Items is { } items)
            schema.Items = await ReferToPartAsync(items, cancellation);
        if (schema.AdditionalProperties is { } values)
            schema.AdditionalProperties = await ReferToPartAsync(values, cancellation);
    }

    /// <summary>Replaces the schema of a named type by a reference, with the description of the property.</summary>
    async Task<IOpenApiSchema> ReferToPartAsync(IOpenApiSchema part, CancellationToken cancellation)
    {
        if (part is not OpenApiSchema schema)
            return part;
        if (schema.Metadata?.TryGetValue(TypeKey, out var described) != true || described is not Type type)
        {
            await ReferToPartsAsync(schema, cancellation);
            return schema;
        }

        var reference = await ReferToAsync(type, cancellation);
        var text = OneLine(schema.Description);
        if (text == Document.Components!.Schemas![NameOf(type)].Description)
            text = null;
        if (schema.Metadata.ContainsKey(NullableKey))
            return new OpenApiSchema { AnyOf = [reference, new OpenApiSchema { Type = JsonSchemaType.Null }], Description = text };
        reference.Description = text;
        return reference;
    }

    /// <summary>Whether a type has a name in the document: our records and enums, but not those that are one value.</summary>
    static bool IsNamed(JsonTypeInfo info) =>
        info.Type.Namespace?.StartsWith("Proctoring", StringComparison.Ordinal) == true
        && (info.Type.IsEnum || info.Kind == JsonTypeInfoKind.Object);

    /// <summary>The lines of a comment of the source as one line.</summary>
    static string? OneLine(string? text) =>
        text is null ? null : string.Join(' ', text.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries));

    static string NameOf(Type type) =>
        type.IsGenericType
            ? $"{type.Name.Split('`')[0]}Of{string.Join("", type.GetGenericArguments().Select(part => part.Name.Split('`')[0]))}"
            : type.Name;
}

/// <summary>An error of the nine paths.</summary>
internal sealed record Failure
{
    public required bool Success { get; init; }

    /// <summary>What is wrong, in words for people. They may change.</summary>
    public required string Error { get; init; }

    public required int Status { get; init; }

    [KnownValues(KnownValueSet.ErrorCodes)]
    public required string Code { get; init; }

    /// <summary>The fields that the error names, each with what is wrong with it; missing if it names none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    /// <summary>The id under which the server's log has an internal error.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>The parts of the service, only in the answer of health.</summary>
    public HealthChecksData? Checks { get; init; }
}

/// <summary>An error of the resources (RFC 9457).</summary>
internal sealed record Problem
{
    public required string Type { get; init; }

    public required string Title { get; init; }

    public required int Status { get; init; }

    /// <summary>What is wrong, in words for people. They may change.</summary>
    public required string Detail { get; init; }

    [KnownValues(KnownValueSet.ErrorCodes)]
    public required string Code { get; init; }

    /// <summary>The fields that the error names, each with what is wrong with it; missing if it names none.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors { get; init; }

    /// <summary>The id under which the server's log has an internal error.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>The mistakes of a file with questions.</summary>
    public IReadOnlyList<Proctoring.Core.Integration.FileMistake> Mistakes { get; init; } = [];

    /// <summary>The parts of the service, only in the answer of health.</summary>
    public HealthChecksData? Checks { get; init; }
}
