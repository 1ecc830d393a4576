using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;

namespace Proctoring.Core.Rules;

/// <summary>All rules there are, each with its settings. A rule is found by being a class in this assembly.</summary>
public sealed class RuleCatalog
{
    /// <summary>Where the settings lie: <c>Proctoring:Rules:{id}</c>.</summary>
    public const string Section = "Proctoring:Rules";

    RuleCatalog(IReadOnlyList<ViolationRule> rules) => Rules = rules;

    /// <summary>The rules, ordered by id.</summary>
    public IReadOnlyList<ViolationRule> Rules { get; }

    /// <summary>The rules with the settings that they have in code.</summary>
    public static RuleCatalog Default { get; } = new(Discover());

    /// <summary>Reads the settings; every mistake is said, each with its key.</summary>
    /// <exception cref="ValidationException">The settings name an unknown rule or key, or a value out of range.</exception>
    public static RuleCatalog Read(IConfiguration configuration)
    {
        var rules = Discover();
        List<string> mistakes = [];
        foreach (var section in configuration.GetSection(Section).GetChildren())
        {
            if (rules.FirstOrDefault(rule => rule.Kind.Id == section.Key) is { } rule)
                mistakes.AddRange(Configure(rule, section));
            else
                mistakes.Add($"{section.Path}: no such rule; there are {string.Join(", ", rules.Select(known => known.Kind.Id))}");
        }

        return mistakes.Count == 0 ? new RuleCatalog(rules) : throw new ValidationException(string.Join(Environment.NewLine, mistakes));
    }

    /// <summary>An engine for one sitting.</summary>
    public RuleEngine CreateEngine() => new(Rules);

    static List<ViolationRule> Discover() =>
    [
        .. typeof(RuleCatalog).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ViolationRule)) && !type.IsAbstract)
            .Select(type => (ViolationRule)Activator.CreateInstance(type)!)
            .OrderBy(rule => rule.Kind.Id, StringComparer.Ordinal),
    ];

    static List<string> Configure(ViolationRule rule, IConfigurationSection section)
    {
        var settings = rule.GetType().GetProperties().Where(property => property.SetMethod is { IsPublic: true }).ToList();
        List<string> mistakes = [];
        foreach (var entry in section.GetChildren())
        {
            var setting = settings.FirstOrDefault(property => string.Equals(property.Name, entry.Key, StringComparison.OrdinalIgnoreCase));
            if (setting is null)
            {
                mistakes.Add($"{entry.Path}: no such setting; there are {string.Join(", ", settings.Select(property => property.Name).Order(StringComparer.Ordinal))}");
                continue;
            }

            try
            {
                var value = entry.Get(setting.PropertyType);
                Validator.ValidateProperty(value, new ValidationContext(rule) { MemberName = setting.Name });
                setting.SetValue(rule, value);
            }
            catch (InvalidOperationException)
            {
                mistakes.Add($"{entry.Path}: \"{entry.Value}\" is not a {Readable(setting.PropertyType)}");
            }
            catch (ValidationException mistake)
            {
                mistakes.Add($"{entry.Path}: {mistake.Message}");
            }
        }

        return mistakes;
    }

    static string Readable(Type type) => (Nullable.GetUnderlyingType(type) ?? type).Name switch
    {
        nameof(TimeSpan) => "time such as 00:00:03",
        nameof(Boolean) => "truth value (true or false)",
        nameof(Int32) => "whole number",
        nameof(Violations.Severity) => "severity (Low, Medium or High)",
        var name => name,
    };
}
