"""Words that say nothing about what is searched for; dropped from queries, never from the index."""

# Written for this wiki: what people wrap around a question, not what they ask about.
_LISTS = {
    "en": """
        a about am an and any are as at be been being but by can could did do does for from
        had has have he her hers him his how i if in into is it its just me my of on or our
        ours she should so some such than that the their theirs them then there these they
        this those to too us was we were what when where which who whom whose why will with
        would you your yours im ive id dont doesnt didnt isnt wasnt cant whats please tell
    """,
    "es": """
        a al algo ante como con cual cuales cuando de del desde donde e el ella ellas ellos
        en era es esa esas ese eso esos esta estas este esto estos fue ha hay la las le les
        lo los me mi mis muy no nos o os para pero por porque que quien se ser si sin sobre
        son su sus te tu tus un una unas uno unos y ya yo hacer hago puedo puede tengo cómo
        qué cuál cuándo dónde quién está están sí más mí tú él
    """,
    "fr": """
        a ai au aux avec ce ces cette comment dans de des du elle elles en est et eux il ils
        je la le les leur leurs lui ma mais me mes moi mon ne nos notre nous on ou où par
        pas pour pourquoi que quel quelle qui quoi sa se ses son sont sur ta te tes toi ton
        tu un une vos votre vous y c d j l m n s t qu
    """,
    "de": """
        als am an auf aus bei bin bist da das dass dein deine dem den der des die dir du ein
        eine einem einen einer er es für hat habe haben ich ihr ihre im in ist ja kann man
        mein meine mich mir mit nach nicht oder sein seine sich sie sind so über um und uns
        von vor war warum was wenn wer wie wir wo zu zum zur
    """,
    "pt": """
        a ao aos as com como da das de do dos e ela elas ele eles em essa esse esta este eu
        foi há isso isto já lhe mais mas me meu minha na não nas no nos o onde os ou para
        pela pelo por porque qual quando que quem se sem ser seu sua são sou te tem tu um
        uma você
    """,
    "it": """
        a ad al alla anche che chi ci come con cosa da dal dei del della di dove e è gli ha
        ho i il in io la le lo ma mi mia mio ne nel nella non o per perché più quale quando
        questa questo se sei si sono su tra tu un una uno vi
    """,
    "zh": """
        的 了 是 我 你 您 他 她 它 们 在 和 与 也 就 都 而 及 或 吗 呢 吧 啊 呀 这 那 有 不
        很 要 会 能 对 把 被 让 给 到 从 以 为 个 之 其 么 着 过 得 地 什么 怎么 怎样 如何
        为什么 我们 你们 他们 她们 这个 那个 这样 那样 可以 应该 一个 没有 不是 就是 还是
        但是 因为 所以 如果 自己 请问 时候 是否 哪些 哪个 什 怎 样 哪 请
    """,
    "ja": """
        の に は を た が で て と し れ さ ある いる も する から な こと として い や など
        なる へ か です ます
    """,
    "ru": """
        а без бы был была были было быть в вам вас весь во вот все вы где да для до его ее
        если есть еще же за и из или им их к как ко когда кто ли мне мой мы на не нет ни но
        о об он она они от по почему при с со так то тот ты у уже что чтобы это я
    """,
}

STOP_WORDS = {language: frozenset(words.split()) for language, words in _LISTS.items()}
