using Microsoft.Extensions.DependencyInjection;
using Proctoring.Core.Authoring.Invitations;

namespace Proctoring.Core.Authoring;

/// <summary>Registers the classes that create and change exams.</summary>
internal static class AuthoringRegistration
{
    public static IServiceCollection AddAuthoring(this IServiceCollection services) =>
        services.AddSingleton<ExamStore>().AddSingleton<QuestionTypesExam>().AddSingleton<InvitationStore>();
}
