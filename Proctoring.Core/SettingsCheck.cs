using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Proctoring.Core.Rules;
using Proctoring.Core.Vision.Onnx;

namespace Proctoring.Core;

/// <summary>Checks all settings before the server starts, and names every mistake at once with its key. The framework's own checks stop at
/// the first unknown key and do not list the known keys.</summary>
public static class SettingsCheck
{
    /// <summary>The mistakes in the settings, each with its key.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="development">Whether the server runs in Development, where settings that protect a public server may be
    /// missing.</param>
    public static IReadOnlyList<string> Mistakes(IConfiguration configuration, bool development = true)
    {
        var section = configuration.GetSection(ProctoringOptions.Section);
        List<string> mistakes = [.. MistakesIn(section, typeof(ProctoringOptions))];
        // The binder stops at the first value that it can't convert; the list already contains those values.
        if (mistakes.Count == 0)
        {
            var options = section.Get<ProctoringOptions>() ?? new ProctoringOptions();
            mistakes.AddRange(RangeMistakes(options, ProctoringOptions.Section));
            mistakes.AddRange(StorageMistakes(options.Storage, configuration));
            mistakes.AddRange(ClusterMistakes(options, configuration));
            if (InferenceProviders.Problem(options.Vision.Provider) is { } missing)
                mistakes.Add(missing);
            if (!development && options.Api is { Open: true, AllowedOrigins.Length: 0 })
            {
                mistakes.Add(
                    $"{ProctoringOptions.Section}:Api:Open: outside Development the API is open only to the origins in "
                        + $"{ProctoringOptions.Section}:Api:AllowedOrigins; list them, or close it"
                );
            }
        }

        mistakes.AddRange(ConnectionMistakes(configuration));
        mistakes.AddRange(RuleMistakes(configuration));
        return mistakes;
    }

    /// <summary>Finds settings that make the server less safe but do not stop it; each entry names its key.</summary>
    public static IReadOnlyList<string> Warnings(IConfiguration configuration, bool development)
    {
        List<string> warnings = [];
        var options = configuration.GetSection(ProctoringOptions.Section).Get<ProctoringOptions>() ?? new ProctoringOptions();
        if (!development && options.Api.PublicAddress.Length == 0 && !RestrictsHosts(configuration))
        {
            warnings.Add(
                $"{ProctoringOptions.Section}:Api:PublicAddress is not set, and AllowedHosts allows every host. "
                    + "Links then name the address on which this server listens. Set the address that browsers use."
            );
        }

        if (configuration.GetValue("ForwardedHeaders_Enabled", false) && options.Proxies.Length == 0)
        {
            warnings.Add(
                "ASPNETCORE_FORWARDEDHEADERS_ENABLED has no effect, because it would trust every sender. "
                    + $"List the addresses of your reverse proxies in {ProctoringOptions.Section}:Proxies."
            );
        }

        if (options.Vision.Provider != InferenceProvider.Cpu)
        {
            warnings.Add(
                $"{ProctoringOptions.Section}:Vision:Provider: the networks run on {options.Vision.Provider}, which was never tested. "
                    + "Compare the results of evaluate with those on the processor."
            );
        }

        warnings.AddRange(RetentionWarnings(options));
        if (configuration[RetiredRestore] is not null)
            warnings.Add($"{RetiredRestore} has no effect, because the server never downloads models. Remove the setting.");

        return warnings;
    }

    /// <summary>The periods that candidates are promised and that no retention keeps.</summary>
    static IEnumerable<string> RetentionWarnings(ProctoringOptions options)
    {
        var (promised, kept) = (options.Privacy, options.Retention);
        (string Promise, int? Days, string Setting, int? Kept)[] pairs =
        [
            (nameof(promised.EvidenceDays), promised.EvidenceDays, nameof(kept.PictureDays), kept.PictureDays ?? kept.SessionDays),
            (nameof(promised.FaceDays), promised.FaceDays, nameof(kept.FaceDays), kept.FaceDays ?? kept.SessionDays),
            (nameof(promised.RecordDays), promised.RecordDays, nameof(kept.SessionDays), kept.SessionDays),
        ];
        return pairs
            .Where(pair => pair.Days is { } days && !(pair.Kept <= days))
            .Select(pair =>
                $"{ProctoringOptions.Section}:Privacy:{pair.Promise} promises candidates a deletion after {pair.Days} days, but the "
                + $"server does not delete by then. Set {ProctoringOptions.Section}:Retention:{pair.Setting}, or delete the data yourself."
            );
    }

    /// <summary>Decides whether ASP.NET Core's own setting AllowedHosts refuses requests that name another host.</summary>
    public static bool RestrictsHosts(IConfiguration configuration) =>
        configuration["AllowedHosts"] is { } hosts
        && !string.IsNullOrWhiteSpace(hosts)
        && !hosts.Split(';', StringSplitOptions.TrimEntries).Contains("*");

    /// <summary>A setting of earlier versions. An installation that still has it must start after an update.</summary>
    const string RetiredRestore = $"{ProctoringOptions.Section}:RestoreModelsAtStart";

    /// <summary>Configuration keys ignore case.</summary>
    static readonly HashSet<string> CheckedElsewhere = new(StringComparer.OrdinalIgnoreCase)
    {
        RuleCatalog.Section,
        RuleCatalog.PoliciesSection,
        RetiredRestore,
    };

    static IEnumerable<string> MistakesIn(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var entry in section.GetChildren().Where(child => !CheckedElsewhere.Contains(child.Path)))
        {
            var property = known.FirstOrDefault(candidate => string.Equals(candidate.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
                yield return $"{entry.Path}: no such setting; there are "
                    + $"{string.Join(", ", known.Select(candidate => candidate.Name).Order(StringComparer.Ordinal))}";
            else if (IsSection(property.PropertyType))
                foreach (var below in MistakesIn(entry, property.PropertyType))
                    yield return below;
            else if (ValueMistake(entry, property.PropertyType) is { } mistake)
                yield return mistake;
        }
    }

    static string? ValueMistake(IConfigurationSection entry, Type type)
    {
        if (type.IsArray)
            return entry.Value is { Length: > 0 } ? $"{entry.Path}: must be a list" : null;
        if (entry.GetChildren().Any())
            return $"{entry.Path}: must be a single value";
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        // An empty value leaves an optional setting unset.
        if (plain == typeof(string) || (plain != type && string.IsNullOrEmpty(entry.Value)))
            return null;
        try
        {
            var value = TypeDescriptor.GetConverter(plain).ConvertFromInvariantString(entry.Value ?? "");
            // The converter accepts any number, and names that are joined by commas.
            return plain.IsEnum && !Enum.IsDefined(plain, value!) ? $"{entry.Path}: \"{entry.Value}\" is not {Kind(plain)}" : null;
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or NotSupportedException or OverflowException)
        {
            return $"{entry.Path}: \"{entry.Value}\" is not {Kind(plain)}";
        }
    }

    static string Kind(Type type) =>
        type switch
        {
            { IsEnum: true } => $"one of {string.Join(", ", Enum.GetNames(type).Select(name => name.ToLowerInvariant()))}",
            _ when type == typeof(bool) => "true or false",
            _ when type == typeof(TimeSpan) => "a time such as 00:00:30",
            _ when type == typeof(int) || type == typeof(long) => "a whole number",
            _ => "a number",
        };

    static IEnumerable<string> RangeMistakes(object settings, string path)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        foreach (var result in results)
            yield return $"{path}:{string.Join(",", result.MemberNames)}: {result.ErrorMessage}";
        foreach (var property in settings.GetType().GetProperties().Where(property => IsSection(property.PropertyType)))
            // A section that is null in the file is reported above, because it is required.
            if (property.GetValue(settings) is { } section)
                foreach (var below in RangeMistakes(section, $"{path}:{property.Name}"))
                    yield return below;
    }

    static IEnumerable<string> StorageMistakes(StorageOptions storage, IConfiguration configuration)
    {
        const string section = $"{ProctoringOptions.Section}:{nameof(ProctoringOptions.Storage)}";
        if (storage.Keys == StoragePlace.S3)
            yield return $"{section}:{nameof(storage.Keys)}: S3 is for evidence only; choose Folder or Database";
        if (storage.Evidence == StoragePlace.S3)
        {
            foreach (var mistake in S3Mistakes(storage.S3, $"{section}:{nameof(storage.S3)}"))
                yield return mistake;
        }

        if (!string.IsNullOrEmpty(configuration.GetConnectionString(ProctoringOptions.Section)))
            yield break;
        foreach (var (key, place) in new[] { (nameof(storage.Evidence), storage.Evidence), (nameof(storage.Keys), storage.Keys) })
        {
            if (place == StoragePlace.Database)
                yield return $"{section}:{key}: Database needs PostgreSQL; set ConnectionStrings:Proctoring, or choose Folder";
        }
    }

    static IEnumerable<string> S3Mistakes(S3Options storage, string section)
    {
        if (!Uri.TryCreate(storage.Endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            yield return $"{section}:{nameof(storage.Endpoint)}: \"{storage.Endpoint}\" does not begin with http:// or https://";
        foreach (
            var (name, value) in new[]
            {
                (nameof(storage.Region), storage.Region),
                (nameof(storage.Bucket), storage.Bucket),
                (nameof(storage.AccessKey), storage.AccessKey),
                (nameof(storage.SecretKey), storage.SecretKey),
            }
        )
        {
            if (string.IsNullOrWhiteSpace(value))
                yield return $"{section}:{name}: is required, because evidence is stored in S3";
        }
    }

    /// <summary>Without its connection string, the server would silently start with an empty SQLite file.</summary>
    static IEnumerable<string> ConnectionMistakes(IConfiguration configuration)
    {
        const string key = $"ConnectionStrings:{ProctoringOptions.Section}";
        if (configuration[key] is not { Length: > 0 } text)
        {
            var others = configuration.GetSection("ConnectionStrings").GetChildren();
            foreach (var other in others.Where(entry => entry.Value is { Length: > 0 }))
                yield return $"{other.Path}: no such setting; {key} sets the database, and without it the server uses SQLite";
        }
        else if (!IsConnectionString(text))
        {
            // The text may contain a password, so it is not repeated.
            yield return $"{key}: is not a connection string of Npgsql, such as Host=db;Database=proctoring;Username=…;Password=…";
        }
    }

    static bool IsConnectionString(string text)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(text).Count > 0;
        }
        catch (Exception cause) when (cause is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException)
        {
            return false;
        }
    }

    static IEnumerable<string> ClusterMistakes(ProctoringOptions options, IConfiguration configuration)
    {
        const string address = $"{ProctoringOptions.Section}:{nameof(ProctoringOptions.Cluster)}:{nameof(NodeOptions.Address)}";
        if (!options.Cluster.InCluster)
            yield break;
        if (string.IsNullOrEmpty(configuration.GetConnectionString(ProctoringOptions.Section)))
        {
            yield return $"{address}: several servers need PostgreSQL; set ConnectionStrings:Proctoring, or remove the address";
            yield break;
        }

        var storage = options.Storage;
        const string section = $"{ProctoringOptions.Section}:{nameof(ProctoringOptions.Storage)}";
        var because = $"because {address} is set and all servers need the same";
        if (storage.Evidence == StoragePlace.Folder)
            yield return $"{section}:{nameof(storage.Evidence)}: must be Database or S3, {because}";
        if (storage.Keys == StoragePlace.Folder)
            yield return $"{section}:{nameof(storage.Keys)}: must be Database, {because}";
    }

    static string[] RuleMistakes(IConfiguration configuration)
    {
        try
        {
            var shortest = CameraLostRule.ShortestSilence(configuration);
            // A policy without a silence of its own has the general one.
            return RuleCatalog
                .Read(configuration)
                .Policies.Where(policy => policy.Rules.OfType<CameraLostRule>().Any(rule => rule.Enabled && rule.Silence < shortest))
                .Select(policy => KeyOfSilence(configuration, policy.Name))
                .Distinct(StringComparer.Ordinal)
                .Select(key =>
                    $"{key}: must be at least one and a half times {ProctoringOptions.Section}:Frames:LongestIntervalMs, or a busy "
                    + "server accuses every candidate"
                )
                .ToArray();
        }
        catch (InvalidOperationException)
        {
            // LongestIntervalMs is not a number, which MistakesIn reports.
            return [];
        }
        catch (ValidationException mistake)
        {
            return mistake.Message.Split(Environment.NewLine);
        }
    }

    static string KeyOfSilence(IConfiguration configuration, string policy)
    {
        const string silence = $"camera_lost:{nameof(CameraLostRule.Silence)}";
        var own = $"{RuleCatalog.PoliciesSection}:{policy}:Rules:{silence}";
        return configuration[own] is null ? $"{RuleCatalog.Section}:{silence}" : own;
    }

    /// <summary>Options classes are in the folders of the parts that they configure.</summary>
    internal static bool IsSection(Type type) =>
        type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Assembly == typeof(ProctoringOptions).Assembly;
}
