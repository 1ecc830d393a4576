using Microsoft.Extensions.DependencyInjection;

namespace Proctoring.Core.Sessions;

/// <summary>Adds what opens, runs and ends sittings.</summary>
internal static class SessionsRegistration
{
    public static IServiceCollection AddSessions(this IServiceCollection services) => services
        .AddSingleton<AccommodationBook>()
        .AddSingleton<FramePace>()
        .AddSingleton<SessionFeed>()
        .AddSingleton<SessionJournal>()
        .AddSingleton<SessionPipeline>()
        .AddSingleton<IdentityNotes>()
        .AddSingleton<LiveSessions>()
        .AddSingleton<ExamShelf>()
        .AddSingleton<SessionRegister>()
        .AddSingleton<ReferenceTaker>()
        .AddSingleton<Enrolment>()
        .AddSingleton<AnswerSheet>()
        .AddSingleton<MonitorReader>()
        .AddSingleton<SessionCloser>()
        .AddHostedService<SessionClock>();
}
