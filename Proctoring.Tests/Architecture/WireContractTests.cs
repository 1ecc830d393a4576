using System.Globalization;
using System.Reflection;
using Proctoring.Core;
using Proctoring.Tests.Support;
using Proctoring.Web.Hubs;
using Xunit;

namespace Proctoring.Tests.Architecture;

/// <summary>Compares the messages between servers, and between a page and its server, with a list. During an update both sides can be of
/// different versions. With PROCTORING_WRITE_DOCS set, the test writes the list first.</summary>
public sealed class WireContractTests
{
    const string Advice =
        "The messages differ from wire-contract.txt. The version before must still understand them (CONTRIBUTING.md, \"Compatibility with "
        + "the version before\"). Then set PROCTORING_WRITE_DOCS=1 and run this test, which writes the list.";

    const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    static readonly Type[] Core =
    [
        .. typeof(ProctoringCore)
            .Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Proctoring.", StringComparison.Ordinal) == true),
    ];

    static readonly Type[] Interfaces = [.. Core.Where(type => type.IsInterface && typeof(IAddressable).IsAssignableFrom(type))];

    static readonly Type[] Messages = [.. Core.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

    static readonly MethodInfo[] HubMethods =
    [
        .. typeof(CandidateHub).GetMethods(Declared).Where(call => call is { IsPublic: true, IsVirtual: false }),
    ];

    static string ListPath => Path.Combine(TestFolders.Root, "Proctoring.Tests", "Architecture", "wire-contract.txt");

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_messages_are_those_of_the_list()
    {
        List<string> lines = [.. GrainClasses(), .. Calls(), .. Contents(), .. Enums(), .. HubCalls(), .. HubContents()];
        if (Environment.GetEnvironmentVariable("PROCTORING_WRITE_DOCS") is not null)
            await File.WriteAllLinesAsync(ListPath, lines.Order(StringComparer.Ordinal), Cancellation);

        var listed = await File.ReadAllLinesAsync(ListPath, Cancellation);

        List<string> changes = [.. listed.Except(lines).Select(line => $"- {line}"), .. lines.Except(listed).Select(line => $"+ {line}")];
        Assert.True(changes.Count == 0, string.Join(Environment.NewLine, changes.Prepend(Advice)));
    }

    /// <summary>Without an alias, Orleans names a method by a hash of its parameters and a type by its namespace.</summary>
    [Fact]
    public void Every_call_and_message_between_servers_has_an_alias()
    {
        MemberInfo[] named = [.. Interfaces, .. Interfaces.SelectMany(type => type.GetMethods()), .. Messages];

        Assert.Empty(named.Where(member => AliasOf(member) is null).Select(member => member.Name));
    }

    /// <summary>The name of the class is that of the grain in the cluster.</summary>
    static IEnumerable<string> GrainClasses() =>
        Core.Where(type => type.IsClass && !type.IsAbstract && typeof(Grain).IsAssignableFrom(type)).Select(type => $"grain {type.Name}");

    static IEnumerable<string> Calls() =>
        Interfaces.SelectMany(type => type.GetMethods().Select(call => $"call {AliasOf(type)}.{AliasOf(call)}{Signature(call)}"));

    static IEnumerable<string> Contents() =>
        Messages.Select(message => $"message {AliasOf(message)}({string.Join(", ", MembersOf(message).Select(member => member.Text))})");

    /// <summary>The numbers of an enum are sent, not its names.</summary>
    static IEnumerable<string> Enums() =>
        Interfaces
            .SelectMany(type => type.GetMethods())
            .SelectMany(TypesOf)
            .Concat(Messages.SelectMany(message => MembersOf(message).SelectMany(member => Parts(member.Type))))
            .Where(type => type.IsEnum)
            .Distinct()
            .Select(type => $"enum {type.Name}({string.Join(", ", Enum.GetNames(type).Select(name => $"{NumberOf(type, name)} {name}"))})");

    static IEnumerable<string> HubCalls() => HubMethods.Select(call => $"hub {call.Name}{Signature(call)}");

    /// <summary>The names of the properties are sent, in any order.</summary>
    static IEnumerable<string> HubContents() =>
        HubMethods
            .SelectMany(TypesOf)
            .Where(type => type.Assembly == typeof(CandidateHub).Assembly)
            .Distinct()
            .Select(type => $"hub message {type.Name}({string.Join(", ", PropertiesOf(type))})");

    static IEnumerable<string> PropertiesOf(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .OrderBy(property => property.Name, StringComparer.Ordinal)
            .Select(property => $"{NameOf(property.PropertyType)} {property.Name}");

    /// <summary>The members that Orleans sends: the parameters of a record by their place, and properties with a number.</summary>
    static IEnumerable<Member> MembersOf(Type message)
    {
        var parameters = IsRecord(message) ? message.GetConstructors().SelectMany(constructor => constructor.GetParameters()) : [];
        var numbered = message
            .GetProperties(Declared)
            .SelectMany(property =>
                property.GetCustomAttributes<IdAttribute>().Select(id => new Member(id.Id, property.PropertyType, property.Name))
            );
        return parameters
            .Select((parameter, place) => new Member((uint)place, parameter.ParameterType, parameter.Name!))
            .Concat(numbered)
            .OrderBy(member => member.Id);
    }

    static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    static string? AliasOf(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    static string Signature(MethodInfo call) =>
        $"({string.Join(", ", call.GetParameters().Select(parameter => NameOf(parameter.ParameterType)))}): {NameOf(call.ReturnType)}";

    static IEnumerable<Type> TypesOf(MethodInfo call) =>
        call.GetParameters().Select(parameter => parameter.ParameterType).Append(call.ReturnType).SelectMany(Parts);

    /// <summary>A type and the types of its elements.</summary>
    static IEnumerable<Type> Parts(Type type) => type.GetGenericArguments().SelectMany(Parts).Append(type);

    static string NumberOf(Type type, string name) =>
        Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);

    static string NameOf(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? $"{NameOf(value)}?"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;

    sealed record Member(uint Id, Type Type, string Name)
    {
        public string Text => $"{Id} {NameOf(Type)} {Name}";
    }
}
