using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Proctoring.Core.Rules;

namespace Proctoring.Core;

/// <summary>Checks all settings before anything starts, and says every mistake at once, each with its key.</summary>
public static class SettingsCheck
{
    /// <summary>The mistakes in the settings; empty where there are none.</summary>
    /// <param name="configuration">The settings.</param>
    /// <param name="development">Whether one develops, so that what must be set for the public need not be.</param>
    public static IReadOnlyList<string> Mistakes(IConfiguration configuration, bool development = true)
    {
        List<string> mistakes = [.. UnknownKeys(configuration.GetSection(ProctoringOptions.Section), typeof(ProctoringOptions))];
        try
        {
            var options = configuration.GetSection(ProctoringOptions.Section).Get<ProctoringOptions>() ?? new ProctoringOptions();
            mistakes.AddRange(Ranges(options, ProctoringOptions.Section));
            if (!development && options.Api is { Open: true, AllowedOrigins.Length: 0 })
                mistakes.Add($"{ProctoringOptions.Section}:Api:Open: outside of Development the API is open only to the origins in {ProctoringOptions.Section}:Api:AllowedOrigins; list them, or close it");
        }
        catch (InvalidOperationException mistake)
        {
            // The binder names the key and the value it could not convert.
            mistakes.Add(mistake.Message);
        }

        try
        {
            var silence = RuleCatalog.Read(configuration).Rules.OfType<CameraLostRule>().Single().Silence;
            var longest = configuration.GetSection(ProctoringOptions.Section).GetValue("Frames:LongestIntervalMs", new FrameOptions().LongestIntervalMs);
            if (silence < TimeSpan.FromMilliseconds(1.5 * longest))
                mistakes.Add($"{RuleCatalog.Section}:camera_lost:Silence: must be at least one and a half times {ProctoringOptions.Section}:Frames:LongestIntervalMs, or a busy server accuses everybody");
        }
        catch (InvalidOperationException)
        {
            // A number that is none; said above already.
        }
        catch (ValidationException mistake)
        {
            mistakes.AddRange(mistake.Message.Split(Environment.NewLine));
        }

        return mistakes;
    }

    static IEnumerable<string> UnknownKeys(IConfigurationSection section, Type type)
    {
        var known = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
        foreach (var entry in section.GetChildren().Where(child => child.Path is not (RuleCatalog.Section or RuleCatalog.PoliciesSection)))
        {
            var property = known.FirstOrDefault(candidate => string.Equals(candidate.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null)
                yield return $"{entry.Path}: no such setting; there are {string.Join(", ", known.Select(candidate => candidate.Name).Order(StringComparer.Ordinal))}";
            else if (entry.GetChildren().Any() && !property.PropertyType.IsArray)
                foreach (var below in UnknownKeys(entry, property.PropertyType))
                    yield return below;
        }
    }

    static IEnumerable<string> Ranges(object settings, string path)
    {
        List<ValidationResult> results = [];
        Validator.TryValidateObject(settings, new ValidationContext(settings), results, validateAllProperties: true);
        foreach (var result in results)
            yield return $"{path}:{string.Join(",", result.MemberNames)}: {result.ErrorMessage}";
        foreach (var property in settings.GetType().GetProperties().Where(property => IsSection(property.PropertyType)))
            foreach (var below in Ranges(property.GetValue(settings)!, $"{path}:{property.Name}"))
                yield return below;
    }

    /// <summary>Options live in the folder of what they set.</summary>
    static bool IsSection(Type type) =>
        type.IsClass && type.Name.EndsWith("Options", StringComparison.Ordinal) && type.Assembly == typeof(ProctoringOptions).Assembly;
}
